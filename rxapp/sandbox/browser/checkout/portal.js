const [PORTAL_SERVER, PORTAL_SESSION] = location.href.split(/[?#]/)[0].split("/p/session/");
const portalMain = node("main", { className: "Portal" });
const portalBack = node("a", { className: "Back", hidden: true, textContent: say("page.back") });
const portalBusiness = node("p", { className: "Business" });
/** What became of the latest wish, for eyes and screen readers. */
const portalStatus = node("p", { role: "status", className: "Portal-status", tabIndex: -1 });

/** @param {string} wish @param {object} body @returns {Promise<PortalPage>} */
function askPortal(wish, body) {
  return createServer(PORTAL_SERVER, "").post(`/v1/portal_pages/${PORTAL_SESSION}${wish}`, body);
}

/** @param {PortalSubscription} subscription @returns {string} such as "$9.00 per month" */
function portalPrice({ items, currency, divisor, interval, intervalCount }) {
  const sum = items.reduce((total, { unit_amount, quantity }) => total + unit_amount * quantity, 0);
  const style = { style: /** @type {const} */ ("currency"), currency, maximumFractionDigits: 12 };
  return priceOften(new Intl.NumberFormat(language, style).format(sum / divisor), { interval, intervalCount });
}

/** @param {PortalSubscription} subscription @returns {string} what comes next */
function portalFuture(subscription) {
  const { status, ended_at, cancel_at_period_end, period_end, trial_end } = subscription;
  if (status === "canceled") return say("portal.ended", { day: dateOf(ended_at ?? period_end) });
  if (cancel_at_period_end) return say("portal.ends", { day: dateOf(period_end) });
  if (status === "trialing" && trial_end) return say("portal.trial", { day: dateOf(trial_end) });
  return say("portal.renews", { day: dateOf(period_end) });
}

/** @param {PortalSubscription} subscription @returns {string} */
function portalNames({ items }) {
  return items.map(({ name, quantity }) => (quantity > 1 ? `${name} × ${quantity}` : name)).join(", ");
}

/** @param {NonNullable<PortalSubscription["card"]>} card @returns {string} */
function portalCard({ brand, last4 }) {
  return `${brand[0].toUpperCase()}${brand.slice(1)} •••• ${last4}`;
}

/** @param {PortalPage} page @param {PortalSubscription} subscription */
function drawSubscription(page, subscription) {
  const { id, status, cancel_at_period_end, card } = subscription;
  const names = portalNames(subscription);
  const actions = node("div", { className: "Portal-actions" });
  const goesOn = status !== "canceled";
  if (goesOn && cancel_at_period_end)
    actions.append(portalButton("portal.renew", () => wish("/renew", { subscription: id })));
  else if (goesOn && page.cancels)
    actions.append(portalButton("portal.cancel", () => askWhy(page, subscription, actions)));
  return node(
    "section",
    { className: "Portal-subscription", "aria-label": names },
    node("h2", { textContent: names }),
    goesOn ? node("p", { className: "Portal-price", textContent: portalPrice(subscription) }) : null,
    node("p", { className: "Quiet", textContent: portalFuture(subscription) }),
    goesOn && card ? node("p", { className: "Quiet", textContent: portalCard(card) }) : null,
    actions,
  );
}

/** @param {string} name of its sentence @param {() => void} pressed @param {string} [className] */
function portalButton(name, pressed, className = "Small") {
  const button = node("button", { type: "button", className, textContent: say(name) });
  button.addEventListener("click", pressed);
  return button;
}

/**
 * Asks once more, and for the reason where the shop wants to know it.
 * @param {PortalPage} page @param {PortalSubscription} subscription @param {HTMLElement} actions
 */
function askWhy(page, subscription, actions) {
  const consequence =
    page.cancels === "immediately"
      ? say("portal.at_once")
      : say("portal.until", { day: dateOf(subscription.period_end) });
  const said = node("p", { tabIndex: -1, textContent: consequence });
  const reasons = page.reasons.map((reason) =>
    node(
      "label",
      { className: "Tick" },
      node("input", { type: "radio", name: subscription.id, value: reason }),
      node("span", { textContent: say(`reasons.${reason}`) }),
    ),
  );
  const feedback = () => actions.querySelector("input:checked")?.getAttribute("value") ?? null;
  const cancel = () => wish("/cancel", { subscription: subscription.id, feedback: feedback() });
  actions.replaceChildren(
    said,
    reasons.length ? node("fieldset", {}, node("legend", { textContent: say("portal.why") }), ...reasons) : "",
    node(
      "div",
      { className: "Portal-choice" },
      portalButton("portal.cancel", cancel, "SubmitButton"),
      portalButton("portal.keep", () => {
        actions.replaceChildren(portalButton("portal.cancel", () => askWhy(page, subscription, actions)));
        actions.querySelector("button")?.focus();
      }),
    ),
  );
  said.focus();
}

/** @param {string} wish @param {{subscription: string, feedback?: string | null}} body */
async function wish(wish, body) {
  for (const button of portalMain.querySelectorAll("button")) button.disabled = true;
  try {
    const page = await askPortal(wish, body);
    drawPortal(page);
    const now = page.subscriptions.find(({ id }) => id === body.subscription);
    portalStatus.className = "Portal-status";
    portalStatus.textContent = now ? `${portalNames(now)}: ${portalFuture(now)}` : "";
    portalStatus.focus();
  } catch (failure) {
    for (const button of portalMain.querySelectorAll("button")) button.disabled = false;
    if (asStripeError(failure).code === "session_expired") {
      endPortal(failure);
      return;
    }
    portalStatus.className = "Problem";
    portalStatus.textContent = messageOf(failure);
    portalStatus.focus();
  }
}

/** @param {string} name of its sentence @param {string | null} url */
function portalLink(name, url) {
  return url ? node("a", { href: url, textContent: say(name) }) : null;
}

/** @param {PortalPage} page */
function drawPortal(page) {
  portalMain.replaceChildren(
    node("h1", { textContent: say("portal.heading") }),
    page.headline ? node("p", { textContent: page.headline }) : "",
    page.email ? node("p", { className: "Quiet", textContent: page.email }) : "",
    portalStatus,
    ...page.subscriptions.map((subscription) => drawSubscription(page, subscription)),
    page.subscriptions.length ? "" : node("p", { textContent: say("portal.none") }),
  );
}

/** @param {unknown} failure */
function endPortal(failure) {
  const { type, code } = asStripeError(failure);
  if (code === "session_expired")
    showEnding(say("ending.expired"), say("portal.expired_more"), portalBack.href || null);
  else if (type === "api_connection_error") showEnding(say("ending.unreachable"), messageOf(failure), null);
  else showEnding(ENDINGS.missing[0], ENDINGS.missing[1], null);
}

async function openPortal() {
  const footer = node("footer", { className: "Footer Quiet" }, node("p", { textContent: say("page.no_money") }));
  const mark = node("p", { className: "TestMark", textContent: say("page.test") });
  const header = node("header", { className: "Header" }, portalBack, portalBusiness, mark);
  document.body.append(node("div", { className: "Page" }, header, portalMain, footer));
  try {
    const page = await askPortal("", {});
    document.title = say("portal.title", { business: page.business });
    portalBusiness.textContent = page.business;
    portalBack.hidden = !page.return_url;
    if (page.return_url) portalBack.href = page.return_url;
    drawPortal(page);
    const links = [
      portalLink("portal.terms", page.terms_of_service_url),
      portalLink("portal.privacy", page.privacy_policy_url),
    ].filter((link) => link !== null);
    if (links.length) footer.append(node("p", { className: "Portal-links" }, ...links));
  } catch (failure) {
    endPortal(failure);
  }
}

// Who comes back to a page that the browser has kept sees how things are now.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
void openPortal();
