/** A checkout without a framework: the client code of Stripe's guides on dynamic updates, on this store's endpoints. */

import { WORDS } from "./words.js";

const FIRST_PRODUCT = "yame-sencha";

let quantities; // how many of one product a cart may hold

const LANGUAGE = document.documentElement.lang;

/** A sentence with its places filled in. */
const filled = (sentence, places) => sentence.replace(/\{(\w+)\}/g, (_, place) => places[place]);

const at = (id) => document.getElementById(id);

/** An error whose message is for people; the words of any other are for developers. */
class Sentence extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

// What may mean that this form can't be paid any more, of the store's codes and of our own.
const MAY_HAVE_ENDED = ["session_ended", "not_found", "finished", "being_paid", "stripe_failed"];

/** Stripe.js did not do its part: its words are for developers, and its session may have ended. */
function stripeFailed() {
  throw new Sentence(WORDS.failed, "stripe_failed");
}

const sentenceOf = (error) => (error instanceof Sentence ? error.message : WORDS.failed);

/** An answer of the server as JSON. `fetch` resolves for refusals too: their message is in `error.message`. */
async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Sentence(body.error?.message ?? WORDS.failed, body.error?.code);
  return body;
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
let actions; // Stripe.js's, once it has loaded
let summary; // the store's, as it last said
let working = 0; // updates and payments that are under way
let refused = false; // Pay was pressed while it is closed

/** Takes what the store says of the cart, unless a later answer was quicker. */
function learn(said) {
  if (!summary || said.revision >= summary.revision) summary = said;
}

const money = (amount) =>
  new Intl.NumberFormat(LANGUAGE, { style: "currency", currency: summary.currency }).format(
    amount / actions.getSession().minorUnitsAmountDivisor,
  );

function say(message) {
  at("message").textContent = message;
  at("message").hidden = !message;
}

/** Whether this form is the one that the store means. */
function isCurrent() {
  const { id, status } = actions.getSession();
  return summary.id === id && status.type === "open";
}

/** Whether Stripe has the cart as the store has it, and Stripe.js has read it. */
function isInStep() {
  const due = actions.getSession().total.total.minorUnitsAmount;
  return summary.revision === summary.synced_revision && due === summary.amount_total && isCurrent();
}

/** Why nothing can be paid now; empty if it can. */
function whyClosed() {
  if (!navigator.onLine) return WORDS.offline;
  if (working > 0) return WORDS.wait;
  return whyShort() || (isInStep() ? "" : WORDS.stale);
}

/** That others have bought what is in this cart; empty if nobody has. */
function whyShort() {
  const short = Object.values(summary.short);
  return short.length ? filled(WORDS.short, { short: short.join(" ") }) : "";
}

/** Shows the total of Stripe's session, which is what gets charged, and once all is still, what the store said last. */
function show() {
  const total = actions.getSession().total.total.amount;
  const inStep = isInStep();
  const before = at("total").textContent;
  at("total").textContent = total;
  if (before && before !== total) at("said").textContent = filled(WORDS.total, { amount: total });
  at("pay").textContent = filled(WORDS.pay, { amount: total });
  const why = whyClosed();
  refused &&= why !== "";
  at("pay").ariaDisabled = String(why !== ""); // a button that is disabled lets go of the focus
  at("why").textContent = refused ? why : whyShort();
  at("try-again").hidden = working > 0 || inStep;
  if (working === 0) showChoices();
}

function showChoices() {
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
  at("saving").textContent = money(-summary.amount_discount);
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
    const short = summary.short[slugOf(key)];
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

async function during(work) {
  working += 1;
  say("");
  show();
  const error = await work().catch((error) => error);
  if (error) say(sentenceOf(error));
  if (!isCurrent() || MAY_HAVE_ENDED.includes(error?.code))
    await lookAgain().catch((failure) => error ?? say(sentenceOf(failure)));
  working -= 1;
  show();
}

/** Where this form has ended: a new one in its place, or the order if it is paid. */
async function lookAgain() {
  const { id } = actions.getSession();
  const opened = await post("/api/checkout/open", { checkout_session_id: id });
  if (["on_its_way", "paid", "flagged"].includes(opened.status)) location.assign(`/complete?session=${opened.id}`);
  if (opened.flow !== "checkout_session") location.reload(); // which moves it over
  learn(opened);
  if (!opened.client_secret || opened.id === id) return;
  await mount(opened.client_secret);
  say(WORDS.renewed);
}

/** The documented update: the server first, then Stripe.js reads the session again. */
async function runUpdate(path, change = {}) {
  let refusal;
  const updateOnServer = async () => {
    try {
      learn(await post(path, { checkout_session_id: actions.getSession().id, ...change }));
    } catch (error) {
      refusal = error;
      throw error;
    }
  };
  const response = await actions.runServerUpdate(updateOnServer).catch(() => null);
  if (refusal) throw refusal;
  if (response?.type !== "success") stripeFailed();
}

const update = (path, change) =>
  during(async () => {
    try {
      await runUpdate(path, change);
    } catch (error) {
      // The change may have been kept and only Stripe not have heard of it: show what is true.
      await read(`/api/checkout?checkout_session_id=${actions.getSession().id}`).then(learn, doubt);
      throw error;
    }
  });

/** Another tab may have changed the cart, or ended its session. */
async function catchUp() {
  if (working > 0) return;
  const said = await read(`/api/checkout?checkout_session_id=${actions.getSession().id}`).catch((error) => error);
  if (said instanceof Sentence || said.revision > summary.revision) update("/api/checkout/sync");
}

/** Nobody knows what the store has: until it is asked again, nothing can be paid. */
function doubt() {
  summary = { ...summary, synced_revision: 0 };
}

/** One attempt to pay: the store's permission first, then Stripe's confirmation; if that fails the cart opens again. */
async function pay() {
  const email = await actions.updateEmail(at("email").value.trim()).catch(stripeFailed);
  if (email.type === "error") throw new Sentence(email.error.message);
  await place();
  const result = await actions.confirm().catch(() => ({ type: "error", error: { message: WORDS.failed } }));
  if (result.type !== "error") await new Promise(() => {}); // the browser is on its way to the order
  // Whether the cart has opened again or not, why the payment didn't come about is what matters now.
  await post("/api/checkout/release", { checkout_session_id: actions.getSession().id }).then(learn, () => {});
  throw new Sentence(result.error.message);
}

async function place() {
  const { id, total } = actions.getSession();
  const seen = { revision: summary.revision, amount: total.total.minorUnitsAmount };
  try {
    await post("/api/checkout/place", { checkout_session_id: id, ...seen });
  } catch (error) {
    await runUpdate("/api/checkout/sync").catch(() => {}); // changed in another tab: this one catches up before it says so
    throw error;
  }
}

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
  for (const change of ["online", "offline"]) addEventListener(change, show);
  addEventListener("focus", catchUp);
  at("try-again").addEventListener("click", () => {
    at("pay").focus({ preventScroll: true }); // this button goes away
    update("/api/checkout/sync");
  });
  at("payment").addEventListener("submit", (event) => {
    event.preventDefault();
    refused = whyClosed() !== ""; // Enter in a frame of Stripe's comes here as well
    if (refused) show();
    else during(pay);
  });
}

/** The store's colours, for Stripe's fields. */
function appearance() {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  return {
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "stripe",
    variables: {
      colorPrimary: token("accent"),
      colorBackground: token("card"),
      colorText: token("ink"),
      colorTextSecondary: token("quiet"),
      colorDanger: token("bad"),
      fontFamily: "Inter, system-ui, sans-serif",
      borderRadius: token("radius"),
    },
  };
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const onerror = () => reject(new Sentence(WORDS.not_loaded));
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
    throw error.code === "not_found" ? new Sentence(WORDS.no_cookies) : error; // the cart was there a moment ago
  });
}

/** Puts the form of a session on the page, in the place of the one that is there. */
async function mount(clientSecret) {
  const checkout = stripe.initCheckoutElementsSdk({ clientSecret, elementsOptions: { appearance: appearance() } });
  element?.destroy();
  element = checkout.createPaymentElement();
  element.mount("#payment-element");
  const loaded = await checkout.loadActions().catch(() => null);
  if (loaded?.type !== "success") throw new Sentence(WORDS.not_loaded);
  actions = loaded.actions;
  checkout.on("change", show);
}

async function start() {
  const [config, shelf, opened] = await Promise.all([read("/api/config"), read("/api/products"), open()]);
  ({ quantities } = config);
  learn(opened);
  at("store").textContent = config.store;
  document.title = filled(WORDS.page_title, config);
  at("product").replaceChildren(...shelf.products.map(({ slug, name }) => new Option(name, slug)));
  await loadScript(config.stripe_js);
  stripe = Stripe(config.publishable_key, {
    betas: ["custom_checkout_server_updates_1"],
    locale: LANGUAGE.split("-")[0],
  });
  await mount(opened.client_secret);
  if (config.test_store) at("email").value = "shopper@example.com";
  listen();
  show();
  at("controls").disabled = false; // what was changed before would have been heard by nobody
}

// As it was left: with whatever was on its way then.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
start().catch((error) => say(sentenceOf(error)));
