/**
 * The Card Element, and the three that take a card in parts: fields in one line, without a label or a border of their
 * own, drawn as `options.style` says. What is wrong with them the page says, not they.
 *
 * @typedef {'number' | 'expiry' | 'cvc' | 'postal'} CardPartName
 * @typedef {object} CardPart
 * @property {CardPartName} part
 * @property {HTMLInputElement} input
 * @property {() => Examination} examine
 * @property {() => Problem | null} problem that is to be said: not of what is still being typed
 * @property {() => Problem | null} demand says whatever is wrong
 * @property {() => void} clear
 * @typedef {Record<string, string | Record<string, string>>} StyleVariant
 */

/**
 * Stripe's names for the fields, and what they are called, by the names of these words, for whoever can't see them.
 * @type {Record<CardPartName, {name: string, label: string, complete: AutoFill, placeholder: string}>}
 */
const CARD_PARTS = {
  number: {
    name: "cardnumber",
    label: "parts.number",
    complete: "cc-number",
    placeholder: "card.number",
  },
  expiry: {
    name: "exp-date",
    label: "parts.expiry",
    complete: "cc-exp",
    placeholder: "card.expiry_example",
  },
  cvc: { name: "cvc", label: "parts.code", complete: "cc-csc", placeholder: "parts.code_example" },
  postal: { name: "postal", label: "parts.postal", complete: "postal-code", placeholder: "parts.postal" },
};

/** @type {Record<string, CardPartName[]>} */
const PARTS_OF_ELEMENT = {
  card: ["number", "expiry", "cvc", "postal"],
  cardNumber: ["number"],
  cardExpiry: ["expiry"],
  cardCvc: ["cvc"],
};

// What `style` may speak of besides a field itself.
const STATES_OF_FIELD = [":hover", ":focus", "::placeholder", "::selection", ":-webkit-autofill", ":disabled"];

const cardKind = FACTS.get("componentName") ?? "card";
const cardParts = PARTS_OF_ELEMENT[cardKind].map(createCardPart);
const cardIcon = element("span", { className: "CardIcon" });
const cardBrand = element("img", { className: "CardBrand", alt: "", hidden: true });
const cardLine = element("div", { className: "Card" });
const styleSheet = new CSSStyleSheet();
let cardKey = "";

document.adoptedStyleSheets = [...document.adoptedStyleSheets, styleSheet];
cardLine.append(cardIcon, cardBrand, ...cardParts.map(({ input }) => input));
cardIcon.setAttribute("aria-hidden", "true");
cardLine.addEventListener("input", markParts);
cardLine.addEventListener("change", markParts);
advanceThrough(cardParts);

/** @param {CardPartName} part @returns {CardPart} */
function createCardPart(part) {
  const { name, label, complete, placeholder } = CARD_PARTS[part];
  const alone = cardKind === "cardNumber" ? "1234 1234 1234 1234" : say(placeholder);
  const input = textInput({ name, inputMode: "numeric", autocomplete: complete, placeholder: alone });
  input.className = `CardPart CardPart--${part}`;
  input.setAttribute("aria-label", say(label));
  if (part === "number") formatWhileTyping(input, formatNumber);
  if (part === "expiry") formatWhileTyping(input, formatExpiry);
  if (part === "cvc") formatWhileTyping(input, (text) => digitsOf(text).slice(0, codeLength()));
  let said = false;
  input.addEventListener("input", () => {
    said = false;
  });
  input.addEventListener("change", () => {
    said = input.value !== "";
  });
  const examine = () => examinePart(part, input.value);
  return {
    part,
    input,
    examine,
    problem() {
      const result = examine();
      return result.complete || !(result.early || said) ? null : result.problem;
    },
    demand() {
      said = true;
      return this.problem();
    },
    clear() {
      said = false;
      input.value = "";
    },
  };
}

/** @param {CardPartName} part @param {string} text @returns {Examination} */
function examinePart(part, text) {
  if (part === "number") return examineNumber(text);
  if (part === "expiry") return examineExpiry(text);
  if (part === "cvc") return examineCvc(text);
  return text.trim() ? { complete: true } : complaint("incomplete_zip", false, "incomplete_postal_code");
}

/** A code alone may be of any brand. @param {string} text @returns {Examination} */
function examineCvc(text) {
  const number = partOf("number")?.input.value;
  if (number !== undefined) return examineCode(text, number);
  return text.length >= 3 ? { complete: true } : examineCode("", "");
}

/** @returns {number} of digits, by the brand where the number is in the same frame */
function codeLength() {
  const number = partOf("number")?.input.value;
  return number === undefined ? 4 : brandOf(number).code;
}

/** @param {CardPartName} name */
function partOf(name) {
  return cardParts.find(({ part }) => part === name);
}

/** The parts that are asked for: a page may do without the postal code. */
function askedParts() {
  return cardParts.filter(({ input }) => !input.hidden);
}

/** @returns {Problem | null} the first that is to be said */
function saidProblem() {
  return askedParts().reduce((/** @type {Problem | null} */ first, part) => first ?? part.problem(), null);
}

function markParts() {
  for (const { input, examine, problem } of cardParts) {
    const invalid = problem() !== null;
    input.classList.toggle("CardPart--invalid", invalid);
    input.classList.toggle("CardPart--complete", !invalid && examine().complete);
    input.classList.toggle("CardPart--empty", input.value === "");
    input.setAttribute("aria-invalid", String(invalid));
    // Of what doesn't fit, the end is seen.
    if (document.activeElement !== input) input.scrollLeft = input.scrollWidth;
  }
  const brand = brandOf(partOf("number")?.input.value ?? "").brand;
  const pictured = ["visa", "mastercard", "amex", "discover"].includes(brand);
  if (pictured) cardBrand.src = `card_${brand}.svg`;
  cardBrand.hidden = cardLine.dataset.icon !== "shown" || !pictured;
  cardIcon.hidden = cardLine.dataset.icon !== "shown" || pictured;
}

/** @param {FrameConfiguration} configuration */
function configureCard({ options, context: { key } }) {
  cardKey = key;
  const { style = {}, placeholder } = /** @type {{style?: Record<string, StyleVariant>, placeholder?: string}} */ (
    options
  );
  const { value } = /** @type {{value?: {postalCode?: string}}} */ (options);
  const shows =
    cardKind === "card" ? options.hideIcon !== true : cardKind === "cardNumber" && options.showIcon === true;
  cardLine.dataset.icon = shows ? "shown" : "hidden";
  for (const { part, input } of cardParts) {
    input.disabled = options.disabled === true;
    if (placeholder !== undefined && cardKind !== "card") input.placeholder = placeholder;
    if (part === "postal") {
      input.hidden = options.hidePostalCode === true;
      if (value?.postalCode && !input.value) input.value = value.postalCode;
    }
  }
  styleSheet.replaceSync("");
  for (const [variant, selector] of [
    ["base", ".CardPart"],
    ["empty", ".CardPart--empty"],
    ["complete", ".CardPart--complete"],
    ["invalid", ".CardPart--invalid"],
  ])
    drawVariant(selector, style[variant] ?? {});
  markParts();
}

/** @param {string} selector @param {StyleVariant} variant */
function drawVariant(selector, variant) {
  const own = Object.entries(variant).filter(([, value]) => typeof value === "string");
  const { iconColor, fontSmoothing, ...declarations } = /** @type {Record<string, string>} */ (Object.fromEntries(own));
  addRule(selector, { ...declarations, "-webkit-font-smoothing": fontSmoothing }, styleSheet);
  if (iconColor)
    addRule(selector === ".CardPart" ? ".Card" : `.Card:has(${selector})`, { "--iconColor": iconColor }, styleSheet);
  for (const state of STATES_OF_FIELD) {
    const nested = variant[state];
    if (typeof nested === "object") addRule(selector + state, nested, styleSheet);
  }
}

/**
 * Puts by what this frame holds of a card, or makes the whole of it a payment method.
 * @param {CardDetails} given @returns {Promise<unknown>}
 */
function tokenizeCard({ billing_details = {}, metadata, parts = [] }) {
  const server = createServer(FRAME_SERVER, cardKey);
  if (!partOf("number")) return server.post("/v1/card_parts", heldParts());
  const postal = partOf("postal")?.input;
  const address = postal && !postal.hidden ? { postal_code: postal.value.trim() } : {};
  return server.post("/v1/payment_methods", {
    type: "card",
    card: { ...heldParts(), parts },
    billing_details: { ...billing_details, address: { ...billing_details.address, ...address } },
    metadata,
  });
}

function heldParts() {
  const [number, expiry, cvc] = /** @type {const} */ (["number", "expiry", "cvc"]).map(
    (name) => partOf(name)?.input.value,
  );
  const { month, year } = readExpiry(expiry ?? "");
  return {
    ...(number !== undefined && { number: digitsOf(number) }),
    ...(expiry !== undefined && { exp_month: month, exp_year: year }),
    ...(cvc !== undefined && { cvc }),
  };
}

/** What a change event of the element holds besides. */
function cardValue() {
  const problem = saidProblem();
  const number = partOf("number")?.input.value;
  return {
    error: problem ? { ...problem, type: "validation_error" } : undefined,
    ...(number !== undefined && { brand: brandOf(number).brand }),
    ...(cardKind === "card" && { value: { postalCode: partOf("postal")?.input.value.trim() ?? "" } }),
  };
}

startFrame({
  root: cardLine,
  configure: configureCard,
  validate() {
    const problems = askedParts().flatMap((part) => part.demand() ?? []);
    markParts();
    return problems;
  },
  state: () => ({
    complete: askedParts().every(({ examine }) => examine().complete),
    empty: cardParts.every(({ input }) => input.value === ""),
    value: cardValue(),
  }),
  focus() {
    const asked = askedParts();
    (asked.find(({ examine }) => !examine().complete) ?? asked[0]).input.focus();
  },
  clear() {
    for (const part of cardParts) part.clear();
    markParts();
  },
  tokenize: tokenizeCard,
});
