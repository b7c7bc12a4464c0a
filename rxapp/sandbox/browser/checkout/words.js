/** @typedef {NonNullable<Session['recurring']>} Recurring */

/** @param {{interval: string, intervalCount: number}} recurring @returns {string} such as "per month" */
function perInterval({ interval, intervalCount: count }) {
  return say(`often.${interval}`, { count });
}

/** @param {string} price @param {{interval: string, intervalCount: number}} recurring @returns {string} */
function priceOften(price, recurring) {
  return say("price.often", { price, often: perInterval(recurring) });
}

/** @param {{interval: string, intervalCount: number}} recurring @returns {string} such as "Billed monthly" */
function billed({ interval, intervalCount: count }) {
  return say(`billed.${interval}`, { count });
}

/** @param {number} count @returns {string} */
function freeDays(count) {
  return say("trial.free", { count });
}

/** @param {number} seconds since 1970 @returns {string} such as "5 December 2026" */
function dateOf(seconds) {
  const written = language === "en" ? "en-GB" : language;
  const day = new Date(seconds * 1000).toLocaleDateString(written, { day: "numeric", month: "long", year: "numeric" });
  return day.replace(". ", ".\u00a0"); // in German, where a line could end between them
}

/** @param {PaymentPage} page @returns {string} */
function headingOf({ mode, submit_type, session, display_name: business }) {
  if (mode === "setup") return say("heading.setup");
  if (mode === "subscription") {
    const product = session.lineItems.find(({ recurring }) => recurring)?.name ?? business;
    return say(session.recurring?.trial ? "heading.trial" : "heading.subscribe", { product });
  }
  if (submit_type === "donate") return say("heading.donate", { business });
  return say(submit_type === "book" ? "heading.book" : "heading.pay", { business });
}

/** What is to be paid, in large: a trial's days, the price of a period, or the total. @param {PaymentPage} page */
function headlineOf({ mode, session }) {
  const { recurring, total } = session;
  if (mode === "setup") return null;
  if (!recurring) return total.total.amount;
  if (recurring.trial) return freeDays(recurring.trial.trialPeriodDays);
  return priceOften(recurring.dueNext.total.amount, recurring);
}

/** @param {PaymentPage} page @returns {string | null} what comes after a trial */
function afterTrial({ session: { recurring } }) {
  if (!recurring?.trial) return null;
  const places = { price: recurring.dueNext.total.amount, often: perInterval(recurring) };
  return say("trial.then", { ...places, day: dateOf(recurring.trial.trialEnd) });
}

/** @param {PaymentPage} page @returns {string} what the button says */
function submitLabel({ mode, submit_type, session }) {
  const { amount, minorUnitsAmount } = session.total.total;
  if (mode === "setup") return say("button.setup");
  if (mode === "subscription") return say(session.recurring?.trial ? "button.trial" : "button.subscription");
  if (minorUnitsAmount === 0) return say("button.nothing_due");
  return say(`button.${submit_type === "auto" ? "pay" : submit_type}`, { amount });
}

/** @param {PaymentPage} page @returns {string} what it says of itself once it is done */
function thanksFor({ mode, session }) {
  if (mode === "setup") return say("thanks.setup");
  if (mode !== "subscription") return say("thanks.payment");
  return say(session.recurring?.trial ? "thanks.trial" : "thanks.subscription");
}

/** @param {Session['shippingOptions'][number]['deliveryEstimate']} estimate @returns {string | null} */
function estimateOf(estimate) {
  const { minimum, maximum } = estimate ?? {};
  /** @param {{unit: string, value: number}} time */
  const time = ({ unit, value }) => say(`estimate.${unit}`, { count: value });
  if (maximum && minimum && minimum.value !== maximum.value)
    return say("estimate.between", { least: minimum.value, most: time(maximum) });
  if (maximum) return minimum ? time(maximum) : say("estimate.at_most", { most: time(maximum) });
  return minimum ? say("estimate.at_least", { least: time(minimum) }) : null;
}
