import { choices, element, field, json, money, row, rows, submitted, time } from "./drawing.js";

const VIEWS = { objects: "Objects", requests: "Requests", deliveries: "Webhooks", faults: "Faults", clock: "Clock" };
const REFRESH_MILLISECONDS = 2000;
const CARDS = {
  pm_card_visa: "that succeeds",
  pm_card_chargeDeclined: "that is declined",
  pm_card_chargeDeclinedInsufficientFunds: "without funds",
};
const DEBITS = {
  "": "comes",
  insufficient_funds: "doesn't: no funds",
  account_closed: "doesn't: account closed",
};
const REQUEST_FAULTS = {
  latency: "Slow answer",
  rate_limit: "Too many requests (429)",
  lock_timeout: "Object locked (429)",
  no_preview: "Account without the preview (400)",
  server_error: "Server error (500)",
  connection_reset: "Connection breaks before",
  answer_lost: "Answer lost after",
};
const WEBHOOK_FAULTS = {
  duplicate: "Webhook sent twice",
  delay: "Webhook late",
  reorder: "Webhooks in reverse",
  drop: "Webhook never sent",
};

const place = { namespace: "", view: "objects", id: "" };
let drawn = "";

async function ask(path, options = {}) {
  const response = await fetch(`/_sandbox/api/${path}`, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error.message);
  return body;
}

function tell(path, body = {}, method = "POST") {
  const headers = { "content-type": "application/json" };
  return ask(`${place.namespace}/${path}`, { method, headers, body: JSON.stringify(body) });
}

function notice(text) {
  document.getElementById("notice").textContent = text;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => notice(""), 6000);
}

/** Does something, says how it went, and draws what it changed. */
async function act(work, done) {
  try {
    await work();
    notice(done);
  } catch (error) {
    notice(error.message);
  }
  await refresh(true);
}

function readPlace() {
  const [, namespace = "", view = "objects", id = ""] = decodeURIComponent(location.hash).split("/");
  Object.assign(place, { namespace, view: view in VIEWS ? view : "objects", id });
}

function link(view, id = "") {
  return `#/${place.namespace}/${view}${id && `/${id}`}`;
}

function drawAccounts(accounts) {
  const select = document.getElementById("namespace");
  const listed = Array.from(select.options, ({ value }) => value);
  if (`${listed}` === `${accounts.map(({ namespace }) => namespace)}` && select.value === place.namespace) return;
  select.replaceChildren(
    ...accounts.map(({ namespace }) =>
      element("option", { value: namespace, selected: namespace === place.namespace }, namespace),
    ),
  );
}

function drawViews() {
  document
    .getElementById("views")
    .replaceChildren(
      ...Object.entries(VIEWS).map(([view, title]) =>
        element("a", { href: link(view), "aria-current": view === place.view && "page" }, title),
      ),
    );
}

function drawClock(account) {
  const forward = account.advanced_seconds ? `, ${account.advanced_seconds.toLocaleString()} s ahead` : "";
  document.getElementById("clock").textContent = `${account.api_version} · ${time(account.now)}${forward}`;
}

// Objects

function summaryOf(object) {
  const amount = object.amount_total ?? object.amount ?? object.unit_amount ?? null;
  return [amount !== null && object.currency && money(amount, object.currency), object.status]
    .filter(Boolean)
    .join(" ");
}

function objectRow(object) {
  const about = [object.object.replace(/[._]/g, " "), object.type, object.created && time(object.created)];
  const open = element("a", { href: link("objects", object.id) }, "Open");
  return row(
    object.id,
    summaryOf(object),
    about.filter(Boolean).join(" · "),
    false,
    element("p", {}, open),
    json(object),
  );
}

function payForm(session) {
  const pay = (event) => {
    const { email, payment_method } = submitted(event);
    act(() => tell(`pay/${session.id}`, { email, payment_method }), "Paid. No money moved.");
  };
  return element(
    "form",
    { onsubmit: pay },
    field("Email", element("input", { name: "email", type: "email", value: "shopper@example.com", required: true })),
    field("With a card", choices("payment_method", CARDS)),
    element("button", { class: "main" }, "Pay as the shopper"),
    session.url && element("a", { href: session.url }, "Open the page on which the shopper pays"),
  );
}

/** Of a payment that takes days: the money comes now, or it doesn't. */
function debitForm({ id }) {
  const end = (event) => {
    const { failure } = submitted(event);
    act(() => tell(`end_debit/${id}`, { failure: failure || null }), "The debit has ended.");
  };
  return element(
    "form",
    { onsubmit: end },
    field("The money", choices("failure", DEBITS)),
    element("button", { class: "main" }, "End the debit"),
  );
}

function formOf(object) {
  if (object.object === "checkout.session" && object.status === "open") return payForm(object);
  const isUnderWay =
    object.status === "processing" || (object.status === "complete" && object.payment_status === "unpaid");
  return isUnderWay ? debitForm(object) : null;
}

async function drawObjects() {
  if (place.id && !place.id.startsWith("kind:")) {
    const { object, inner } = await ask(`${place.namespace}/objects/${place.id}`);
    return [
      element("p", {}, element("a", { href: link("objects") }, "All objects")),
      element("h2", {}, object.id),
      formOf(object),
      json(object),
      element("h2", {}, "Kept besides"),
      json(inner),
    ];
  }
  const account = await ask(place.namespace);
  const list = await ask(`${place.namespace}/objects/${place.id}`.replace(/\/$/, ""));
  const kinds = element(
    "select",
    { onchange: (event) => (location.hash = link("objects", event.target.value)) },
    element("option", { value: "" }, "All"),
    ...Object.entries(account.objects).map(([kind, count]) =>
      element("option", { value: `kind:${kind}`, selected: place.id === `kind:${kind}` }, `${kind} (${count})`),
    ),
  );
  return [element("form", {}, field("Kind", kinds)), rows(list.map(objectRow), "Nothing has been made yet.")];
}

// Requests

function requestRow(entry) {
  const about = [
    new Date(entry.time * 1000).toLocaleTimeString(),
    `${entry.milliseconds} ms`,
    entry.fault && `fault: ${entry.fault}`,
    entry.replayed && "replayed",
    entry.error,
  ];
  const { id, params, idempotency_key, version } = entry;
  const details = json({ request: id, idempotency_key, stripe_version: version, parameters: params });
  const state = entry.status === 0 ? "broken" : String(entry.status);
  return row(`${entry.method} ${entry.path}`, state, about.filter(Boolean).join(" · "), entry.status !== 200, details);
}

async function drawRequests() {
  const list = await ask(`${place.namespace}/requests`);
  return [rows(list.map(requestRow), "Nobody has called since the start.")];
}

// Webhooks

function deliveryRow(delivery) {
  const again = () => act(() => tell(`resend/${delivery.sequence}`), "Sent again.");
  const about = [
    delivery.url,
    delivery.attempts && `${delivery.attempts} tried`,
    delivery.status && `answered ${delivery.status}`,
    delivery.state === "pending" && delivery.attempts && `next at ${time(delivery.due)}`,
  ];
  return row(
    delivery.type,
    delivery.state,
    about.filter(Boolean).join(" · "),
    delivery.state === "failed" || delivery.state === "dropped",
    element(
      "form",
      { onsubmit: (event) => event.preventDefault() },
      element("button", { type: "button", onclick: again }, "Send again"),
    ),
    json(delivery),
  );
}

async function drawDeliveries() {
  const list = await ask(`${place.namespace}/deliveries`);
  return [rows(list.map(deliveryRow), "No webhook yet: nothing happened, or no endpoint wants to know.")];
}

// Faults

function faultRow(fault) {
  const title = { ...REQUEST_FAULTS, ...WEBHOOK_FAULTS }[fault.kind];
  const where = fault.kind in WEBHOOK_FAULTS ? `events ${fault.event}` : `${fault.method} ${fault.path}`;
  const end = () => act(() => tell(`faults/${fault.id}`, {}, "DELETE"), "Ended.");
  return row(
    title,
    fault.times === null ? "until ended" : `${fault.times} more`,
    where,
    false,
    element(
      "form",
      { onsubmit: (event) => event.preventDefault() },
      element("button", { type: "button", onclick: end }, "End it"),
    ),
  );
}

function faultForm(kinds, matched, initial, ...more) {
  const add = (event) => {
    const { times, seconds, ...fault } = submitted(event);
    const body = { ...fault, times: times ? Number(times) : null, seconds: Number(seconds) };
    if ("should_retry" in body) body.should_retry = body.should_retry === "" ? null : body.should_retry === "true";
    act(() => tell("faults", body), "It will happen.");
  };
  return element(
    "form",
    { onsubmit: add },
    field("What", choices("kind", kinds)),
    field(
      matched === "path" ? "For calls of" : "For events",
      element("input", { name: matched, value: initial, required: true }),
    ),
    field("Times (empty: always)", element("input", { name: "times", type: "number", min: "1", value: "1" })),
    field("Seconds", element("input", { name: "seconds", type: "number", min: "0", step: "any", value: "2" })),
    ...more,
    element("button", { class: "main" }, "Let it happen"),
  );
}

async function drawFaults() {
  const list = await ask(`${place.namespace}/faults`);
  const retry = choices("should_retry", { "": "not said", true: "true", false: "false" });
  return [
    element("h2", {}, "To calls"),
    faultForm(REQUEST_FAULTS, "path", "/v1/checkout/sessions/*", field("Stripe-Should-Retry", retry)),
    element("h2", {}, "To webhooks"),
    faultForm(WEBHOOK_FAULTS, "event", "checkout.session.*"),
    element("h2", {}, "Waiting to happen"),
    rows(list.map(faultRow), "None. Everything works."),
  ];
}

// Clock

function drawClockView() {
  const advance = (seconds) => act(() => tell("clock", { seconds }), "The clock is ahead.");
  const steps = { "An hour": 3600, "A day": 86400, "A month": 2592000 };
  const buttons = Object.entries(steps).map(([title, seconds]) =>
    element("button", { type: "button", onclick: () => advance(seconds) }, title),
  );
  const reset = (event) => {
    event.preventDefault();
    if (window.confirm(`Forget everything of the account ${place.namespace}?`)) {
      act(() => tell("reset"), "Everything is forgotten.");
    }
  };
  return [
    element("h2", {}, "Put the clock forward"),
    element("p", { class: "quiet" }, "Sessions expire and webhooks are tried again as if the time had passed."),
    element("form", { onsubmit: (event) => event.preventDefault() }, ...buttons),
    element("h2", {}, "Begin anew"),
    element("p", { class: "quiet" }, "Every object, webhook and fault of this account is forgotten."),
    element("form", { onsubmit: reset }, element("button", {}, "Forget everything")),
  ];
}

const DRAW = {
  objects: drawObjects,
  requests: drawRequests,
  deliveries: drawDeliveries,
  faults: drawFaults,
  clock: drawClockView,
};

/** Draws again what changed, and leaves alone what is being read or filled in. */
async function refresh(always = false) {
  const view = document.getElementById("view");
  try {
    const accounts = await ask("");
    if (!place.namespace && accounts.length) place.namespace = accounts[accounts.length - 1].namespace;
    const account = accounts.find(({ namespace }) => namespace === place.namespace);
    if (!account) {
      const text = "No account yet. The first call with a key sk_test_… makes one.";
      view.replaceChildren(element("p", { class: "empty" }, text));
      return;
    }
    drawAccounts(accounts);
    drawClock(account);
    const parts = await DRAW[place.view]();
    const next = element("div", {}, ...parts.filter(Boolean));
    if (!always && (next.innerHTML === drawn || view.contains(document.activeElement))) return;
    const open = new Set([...view.querySelectorAll("details[open]")].map((details) => details.dataset.key));
    drawn = next.innerHTML;
    drawViews();
    view.replaceChildren(next);
    for (const details of view.querySelectorAll("details")) details.open = open.has(details.dataset.key);
  } catch (error) {
    view.replaceChildren(element("p", { class: "empty" }, error.message));
    drawn = "";
  }
}

async function arrive() {
  readPlace();
  drawn = "";
  await refresh(true);
}

document.getElementById("namespace").addEventListener("change", (event) => {
  location.hash = `#/${event.target.value}/${place.view}`;
});
window.addEventListener("hashchange", arrive);
setInterval(() => document.visibilityState === "visible" && refresh(), REFRESH_MILLISECONDS);
arrive();
