/** A checkout without a framework: the client code of Stripe's guides on dynamic updates, on this store's endpoints. */

import { Bridge, Refusal } from "../bridge/bridge.js";
import { WORDS } from "./words.js";

const FIRST_PRODUCT = "yame-sencha";

let quantities; // how many of one product a cart may hold

const LANGUAGE = document.documentElement.lang;

/** A sentence with its places filled in. */
const filled = (sentence, places) => sentence.replace(/\{(\w+)\}/g, (_, place) => places[place]);

const at = (id) => document.getElementById(id);

// What may mean that this form can't be paid any more.
const MAY_HAVE_ENDED = ["session_ended", "not_found", "finished", "being_paid"];

function sentenceOf(error) {
  if (error instanceof Refusal) return error.message;
  return error.code === "not_loaded" ? WORDS.not_loaded : WORDS.failed;
}

/** An answer of the server as JSON. `fetch` resolves for refusals too: their message is in `error.message`. */
async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const { message, code } = body.error ?? {};
  throw Object.assign(new Refusal(message ?? WORDS.failed, MAY_HAVE_ENDED.includes(code)), { code });
}

const read = async (path) => answerOf(await fetch(path));

const post = async (path, body) =>
  answerOf(
    await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

let stripe;
let element; // Stripe's, with the card
let refused = false; // Pay was pressed while it is closed

const server = {
  read: (id) => read(`/api/checkout?checkout_session_id=${id}`),
  sync: (id) => post("/api/checkout/sync", { checkout_session_id: id }),
  place: (id, seen) => post("/api/checkout/place", { checkout_session_id: id, ...seen }),
  release: (id) => post("/api/checkout/release", { checkout_session_id: id }),
  async open(id) {
    const opened = await post("/api/checkout/open", { checkout_session_id: id });
    if (["on_its_way", "paid", "flagged"].includes(opened.status)) location.assign(`/complete?session=${opened.id}`);
    if (opened.flow !== "checkout_session") location.reload(); // which moves it over
    return opened;
  },
};

const bridge = new Bridge(server, mount);

const update = (path, change) => bridge.update((id) => post(path, { checkout_session_id: id, ...change }));

const money = (amount) =>
  new Intl.NumberFormat(LANGUAGE, { style: "currency", currency: bridge.cart.currency }).format(
    amount / bridge.session.minorUnitsAmountDivisor,
  );

/** A sentence that stands there already isn't said again. */
function say(message) {
  if (at("message").textContent !== message) at("message").textContent = message;
  at("message").hidden = !message;
}

/** Why nothing can be paid now; empty if it can. */
function whyClosed() {
  const { closed } = bridge;
  if (closed === "offline") return WORDS.offline;
  if (closed === "working") return WORDS.wait;
  return whyShort() || (closed ? WORDS.stale : "");
}

/** That others have bought what is in this cart; empty if nobody has. */
function whyShort() {
  const short = Object.values(bridge.cart.short);
  return short.length ? filled(WORDS.short, { short: short.join(" ") }) : "";
}

/** Shows the total of Stripe's session, which is what gets charged, and once all is still, what the store said last. */
function show() {
  const total = bridge.session.total.total.amount;
  const before = at("total").textContent;
  at("total").textContent = total;
  if (before && before !== total) at("said").textContent = filled(WORDS.total, { amount: total });
  at("pay").textContent = filled(WORDS.pay, { amount: total });
  const why = whyClosed();
  refused &&= why !== "";
  at("pay").ariaDisabled = String(why !== ""); // a button that is disabled lets go of the focus
  at("why").textContent = refused ? why : whyShort();
  at("try-again").hidden = bridge.working || bridge.inStep;
  if (!bridge.working) showChoices();
  say(whatHappened());
}

function whatHappened() {
  if (bridge.renewed) return WORDS.renewed;
  return bridge.trouble ? sentenceOf(bridge.trouble) : "";
}

function showChoices() {
  const summary = bridge.cart;
  const wrap = summary.add_ons.find(({ key }) => key === "gift_wrap");
  showLines(summary.lines.filter(({ kind }) => kind === "product"));
  const present = summary.lines.find(({ kind }) => kind === "present");
  at("present").textContent = present ? filled(WORDS.present, present) : summary.present_note;
  at("gift-wrap-choice").hidden = !wrap;
  at("gift-wrap").checked = Boolean(wrap?.on);
  at("gift-wrap-price").textContent = wrap ? money(wrap.amount) : "";
  at("shipping").replaceChildren(
    ...summary.shipping.map(({ key, name, chosen }) => new Option(name, key, chosen, chosen)),
  );
  if (document.activeElement !== at("code")) at("code").value = summary.code;
  at("subtotal").textContent = money(summary.amount_subtotal);
  at("saving").textContent = `\u2212${money(summary.amount_discount)}`; // the sign of the store's pages
  at("saving").parentElement.hidden = !summary.amount_discount;
  at("delivery").textContent = money(summary.amount_shipping);
}

/** Rows stay while they can, so that a field keeps the focus it has. */
function showLines(lines) {
  const rows = at("lines");
  const keys = lines.map(({ key }) => key).join();
  if (rows.dataset.keys !== keys) rows.replaceChildren(...lines.map(row));
  rows.dataset.keys = keys;
  lines.forEach(({ key, quantity, amount, left }, index) => {
    const [title, input, figures] = rows.children[index].children;
    const [stock, take] = title.children;
    const short = bridge.cart.short[slugOf(key)];
    stock.textContent = short ?? stockOf(left);
    take.textContent = short ? (left ? WORDS.take_left : WORDS.take_out) : "";
    take.hidden = !short;
    input.value = quantity;
    figures.textContent = money(amount);
  });
}

const slugOf = (key) => key.replace("product:", "");

/** What is left of a product that is counted, where that is no more than a cart may hold. */
function stockOf(left) {
  if (left === null || left > quantities.at_most) return "";
  return left ? filled(WORDS.left, { count: left }) : WORDS.sold_out;
}

function row({ key, name }) {
  const input = make("input", {
    type: "number",
    min: quantities.at_least,
    max: quantities.at_most,
    className: "field-input",
    ariaLabel: filled(WORDS.quantity, { name }),
  });
  const slug = slugOf(key);
  const title = make("span", { textContent: name });
  const take = make("button", { type: "button", className: "link-button", hidden: true });
  title.append(make("span", { className: "row-stock quiet small" }), take);
  take.addEventListener("click", () => update("/api/checkout/take-what-is-left", { slug }));
  input.addEventListener("change", () => update("/api/checkout/set-quantity", { slug, quantity: Number(input.value) }));
  const element = make("div", { className: "row" });
  element.append(title, input, make("span", { className: "figures" }));
  return element;
}

const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

function listen() {
  at("gift-wrap").addEventListener("change", ({ target }) =>
    target.checked
      ? update("/update-custom-amount", { product_id: "gift_wrap" }) // Server looks up actual price
      : update("/api/checkout/set-add-on", { key: "gift_wrap", on: false }),
  );
  at("shipping").addEventListener("change", ({ target }) =>
    update("/api/checkout/choose-shipping", { key: target.value }),
  );
  at("add").addEventListener("submit", (event) => {
    event.preventDefault();
    update("/api/checkout/add-product", { slug: at("product").value });
  });
  at("discount").addEventListener("submit", (event) => {
    event.preventDefault();
    const code = at("code").value.trim();
    update("/apply-customer-discount", code ? { code } : { discounts: [] });
  });
  addEventListener("focus", () => bridge.catchUp());
  at("try-again").addEventListener("click", () => {
    at("pay").focus({ preventScroll: true }); // this button goes away
    bridge.sync();
  });
  at("payment").addEventListener("submit", (event) => {
    event.preventDefault();
    refused = whyClosed() !== ""; // Enter in a frame of Stripe's comes here as well
    if (refused) show();
    else bridge.pay(at("email").value.trim());
  });
}

/** The store's colours and fonts, for Stripe's fields. */
function appearance() {
  const style = getComputedStyle(document.documentElement);
  // A colour stands there for either theme; which of them it is now, only something that has it knows.
  const painted = document.body.appendChild(make("i", { hidden: true }));
  const token = (name) => {
    painted.style.color = `var(--${name})`;
    return getComputedStyle(painted).color;
  };
  const appearance = {
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "stripe",
    variables: {
      colorPrimary: token("accent"),
      colorBackground: token("card"),
      colorText: token("ink"),
      colorTextSecondary: token("quiet"),
      colorDanger: token("bad"),
      fontFamily: `Inter, ${style.getPropertyValue("--system-sans").trim()}`,
      borderRadius: style.getPropertyValue("--radius").trim(),
    },
  };
  painted.remove();
  return appearance;
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const onerror = () => reject(new Refusal(WORDS.not_loaded));
    document.head.append(make("script", { src: address, onload: resolve, onerror }));
  });
}

/** A cart with something in it, and its session. */
async function open() {
  let cart = await read("/api/checkout");
  if (!cart.lines.length) cart = await post("/api/checkout/add-product", { slug: FIRST_PRODUCT });
  // This page speaks to a Checkout Session; a cart that was to be paid by a Payment Intent is moved over.
  if (cart.flow !== "checkout_session") await post("/api/checkout/choose-flow", { flow: "checkout_session" });
  return post("/api/checkout/open", {}).catch((error) => {
    throw error.code === "not_found" ? new Refusal(WORDS.no_cookies) : error; // the cart was there a moment ago
  });
}

/** Puts the form of a session on the page, in the place of the one that is there. */
function mount(clientSecret) {
  const checkout = stripe.initCheckoutElementsSdk({ clientSecret, elementsOptions: { appearance: appearance() } });
  element?.destroy();
  element = checkout.createPaymentElement();
  element.mount("#payment-element");
  return checkout;
}

async function start() {
  const [config, shelf, opened] = await Promise.all([read("/api/config"), read("/api/products"), open()]);
  ({ quantities } = config);
  at("store").textContent = config.store;
  document.title = filled(WORDS.page_title, config);
  at("product").replaceChildren(...shelf.products.map(({ slug, name }) => new Option(name, slug)));
  await loadScript(config.stripe_js);
  stripe = Stripe(config.publishable_key, {
    betas: ["custom_checkout_server_updates_1"],
    locale: LANGUAGE.split("-")[0],
  });
  bridge.addEventListener("change", show);
  await bridge.begin(opened);
  if (config.test_store) at("email").value = "shopper@example.com";
  listen();
  at("controls").disabled = false; // what was changed before would have been heard by nobody
}

// As it was left: with whatever was on its way then.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
start().catch((error) => say(sentenceOf(error)));
