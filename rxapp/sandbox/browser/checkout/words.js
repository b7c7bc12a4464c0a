/** @typedef {NonNullable<Session['recurring']>} Recurring */

/** @param {{interval: string, intervalCount: number}} recurring @returns {string} such as "per month" */
function perInterval({ interval, intervalCount }) {
  return intervalCount === 1 ? `per ${interval}` : `every ${intervalCount} ${interval}s`;
}

/** @param {{interval: string, intervalCount: number}} recurring @returns {string} such as "Billed monthly" */
function billed({ interval, intervalCount }) {
  const adverbs = /** @type {Record<string, string>} */ ({
    day: "daily",
    week: "weekly",
    month: "monthly",
    year: "yearly",
  });
  return intervalCount === 1 ? `Billed ${adverbs[interval]}` : `Billed every ${intervalCount} ${interval}s`;
}

/** @param {number} days @returns {string} */
function freeDays(days) {
  return days === 1 ? "1 day free" : `${days} days free`;
}

/** @param {number} seconds since 1970 @returns {string} such as "5 December 2026" */
function dateOf(seconds) {
  return new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** @param {PaymentPage} page @returns {string} */
function headingOf({ mode, submit_type, session, display_name: business }) {
  if (mode === "setup") return "Save your payment details";
  if (mode === "subscription") {
    const subscribed = session.lineItems.find(({ recurring }) => recurring)?.name ?? business;
    return session.recurring?.trial ? `Try ${subscribed}` : `Subscribe to ${subscribed}`;
  }
  if (submit_type === "donate") return `Donate to ${business}`;
  return submit_type === "book" ? `Book with ${business}` : `Pay ${business}`;
}

/** What is to be paid, in large: a trial's days, the price of a period, or the total. @param {PaymentPage} page */
function headlineOf({ mode, session }) {
  const { recurring, total } = session;
  if (mode === "setup") return null;
  if (!recurring) return total.total.amount;
  if (recurring.trial) return freeDays(recurring.trial.trialPeriodDays);
  return `${recurring.dueNext.total.amount} ${perInterval(recurring)}`;
}

/** @param {PaymentPage} page @returns {string | null} what comes after a trial */
function afterTrial({ session: { recurring } }) {
  if (!recurring?.trial) return null;
  return `Then ${recurring.dueNext.total.amount} ${perInterval(recurring)}, from ${dateOf(recurring.trial.trialEnd)}`;
}

/** @param {PaymentPage} page @returns {string} what the button says */
function submitLabel({ mode, submit_type, session }) {
  const { amount, minorUnitsAmount } = session.total.total;
  if (mode === "setup") return "Save";
  if (mode === "subscription") return session.recurring?.trial ? "Start trial" : "Subscribe";
  if (minorUnitsAmount === 0) return "Complete order";
  if (submit_type === "donate") return `Donate ${amount}`;
  if (submit_type === "subscribe") return `Subscribe for ${amount}`;
  return submit_type === "book" ? `Book for ${amount}` : `Pay ${amount}`;
}

/** @param {PaymentPage} page @returns {string} what it says of itself once it is done */
function thanksFor({ mode, session }) {
  if (mode === "setup") return "Your payment details are saved";
  if (mode === "subscription") return session.recurring?.trial ? "Your trial has begun" : "Thanks for subscribing";
  return "Thanks for your payment";
}

/** @param {Session['shippingOptions'][number]['deliveryEstimate']} estimate @returns {string | null} */
function estimateOf(estimate) {
  const { minimum, maximum } = estimate ?? {};
  const from = minimum?.value;
  const unit = (/** @type {{unit: string, value: number}} */ { unit, value }) =>
    `${unit.replace("_", " ")}${value === 1 ? "" : "s"}`;
  if (maximum && from !== undefined && from !== maximum.value) return `${from}–${maximum.value} ${unit(maximum)}`;
  if (maximum) return minimum ? `${maximum.value} ${unit(maximum)}` : `Up to ${maximum.value} ${unit(maximum)}`;
  return minimum ? `At least ${minimum.value} ${unit(minimum)}` : null;
}
