/** @typedef {{name?: string, address?: string | Record<string, string>}} BillingFields */

const numberInput = textInput({ inputMode: "numeric", autocomplete: "cc-number", placeholder: "1234 1234 1234 1234" });
const expiryInput = textInput({
  inputMode: "numeric",
  autocomplete: "cc-exp",
  placeholder: say("card.expiry_example"),
});
const holderInput = textInput({ autocomplete: "cc-name", placeholder: say("card.holder_example") });
const codeInput = textInput({ inputMode: "numeric", autocomplete: "cc-csc", placeholder: say("card.code_example") });
const postalInput = textInput({ autocomplete: "billing postal-code" });
const countrySelect = selectInput("billing country");
const brands = createBrandMark();

formatWhileTyping(numberInput, formatNumber);
formatWhileTyping(expiryInput, formatExpiry);
formatWhileTyping(codeInput, (text) => digitsOf(text).slice(0, brandOf(numberInput.value).code));

const numberField = createField({
  name: "number",
  label: say("card.number"),
  input: numberInput,
  examine: examineNumber,
  adornments: [brands.root],
});
const expiryField = createField({
  name: "expiry",
  label: say("card.expiry"),
  input: expiryInput,
  examine: (text) => examineExpiry(text),
});
const codeField = createField({
  name: "cvc",
  label: say("card.code"),
  input: codeInput,
  examine: (text) => examineCode(text, numberInput.value),
  adornments: [createCodeHint()],
});
const holderField = createField({
  name: "billingName",
  label: say("card.holder"),
  input: holderInput,
  examine: needed("incomplete_name"),
});
const countryField = createField({
  name: "country",
  label: say("card.country"),
  input: countrySelect,
  examine: needed("incomplete_country"),
  adornments: [chevron()],
});
const postalField = createField({
  name: "postalCode",
  label: say("card.zip"),
  input: postalInput,
  examine: (text) => examinePostal(text, countrySelect.value),
});

const fields = [numberField, expiryField, codeField, holderField, countryField, postalField];
advanceThrough([numberField, expiryField, codeField]);
fillSelect(countrySelect, countryChoices());
countrySelect.value = likelyCountry();

const nothingDue = element("p", {
  className: "Note",
  textContent: say("payment.nothing_due"),
  hidden: true,
});
const mandate = element("p", { className: "TermsText", hidden: true });
const testNote = element("p", { className: "TestNote", textContent: say("payment.test") });
const grid = element("div", { className: "Grid", id: "card-panel" });
grid.append(...fields.map(({ root }) => root));
const ways = createWaysToPay({ card: grid, amazon_pay: createLeavingNote(), us_bank_account: bankAccount.root });
const paymentRoot = element("div", { className: "Form" });
paymentRoot.append(ways.tabs, ...ways.panels, nothingDue, mandate, testNote);

/** @type {FrameContext | null} */
let context = null;
let asksCountry = true;
let asksPostal = true;
let filled = false;

/** The code's length follows the brand, so that a code typed first is examined again. */
numberInput.addEventListener("input", () => {
  const { brand, code } = brandOf(numberInput.value);
  brands.show(brand);
  codeInput.placeholder = say(code === 4 ? "card.long_code_example" : "card.code_example");
});

countrySelect.addEventListener("change", arrangeCountry);

function arrangeCountry() {
  const country = countrySelect.value;
  countryField.show(asksCountry);
  postalField.show(asksPostal && CARD_POSTAL_COUNTRIES.includes(country));
  postalField.rename(postalLabel(country));
  postalInput.placeholder = { US: "12345", CA: "M5T 1T4", GB: "WS11 1DB" }[country] ?? "";
  grid.classList.toggle("Grid--postal", postalField.shown());
}

/** @param {FrameConfiguration} configuration */
function configurePayment({ options, context: next }) {
  context = next;
  const asked = billingFieldsAsked(options);
  asksCountry = next.collectsBillingAddress && asked.country;
  asksPostal = next.collectsBillingAddress && asked.postal;
  fillOnce(options, next);
  holderField.show(next.collectsName && next.collectsBillingAddress && asked.name);
  arrangeCountry();
  ways.offer(next.paymentRequired ? next.paymentMethodTypes : []);
  nothingDue.hidden = next.paymentRequired;
  mandate.textContent = next.mandate ? mandateOf(next.mandate.business) : "";
  mandate.hidden = !next.paymentRequired || !showsMandate(options, next);
  for (const { input } of [...fields, ...bankAccount.fields]) input.disabled = options.readOnly === true;
}

/** @param {string | null} business @returns {string} */
function mandateOf(business) {
  return business ? say("payment.mandate", { business }) : say("payment.mandate_of_seller");
}

/** @param {Record<string, unknown>} options @returns {{name: boolean, country: boolean, postal: boolean}} */
function billingFieldsAsked(options) {
  const { billingDetails } = /** @type {{billingDetails?: string | BillingFields}} */ (options.fields ?? {});
  const all = typeof billingDetails === "object" ? billingDetails : { name: billingDetails, address: billingDetails };
  const { name = "auto", address = "auto" } = all;
  const parts = typeof address === "string" ? { country: address, postalCode: address } : address;
  return { name: name !== "never", country: parts.country !== "never", postal: parts.postalCode !== "never" };
}

/** @param {Record<string, unknown>} options @param {FrameContext} next @returns {boolean} */
function showsMandate(options, next) {
  const { card = "auto" } = /** @type {{card?: string}} */ (options.terms ?? {});
  return next.mandate !== null && card !== "never";
}

/** What is known of the shopper is filled in once; after that the field is theirs.
 * @param {Record<string, unknown>} options @param {FrameContext} next */
function fillOnce(options, next) {
  const { billingDetails } = /** @type {{billingDetails?: BillingDetails}} */ (options.defaultValues ?? {});
  const address = next.contact?.address ?? billingDetails?.address;
  if (filled || !address) return;
  filled = true;
  if (next.contact?.name) holderField.set(next.contact.name);
  if (address.country) countryField.set(address.country);
  if (address.postal_code && !postalField.value()) postalField.set(address.postal_code);
}

/** @type {Record<string, Field[]>} */
const fieldsOf = { card: fields, amazon_pay: [], us_bank_account: bankAccount.fields };

/** As if it was typed, so that whatever follows typing follows. @param {TestCard} card */
function fillIn({ number, expiry, code, country, postal }) {
  ways.choose("card");
  if (!postalInput.value) countryField.set(country);
  arrangeCountry();
  for (const [input, text] of /** @type {const} */ ([
    [numberInput, number],
    [expiryInput, expiry],
    [codeInput, code],
    [holderInput, holderInput.value || "Jenny Rosen"],
    [postalInput, postalInput.value || postal],
  ])) {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function askedFields() {
  return context?.paymentRequired === false ? [] : fieldsOf[ways.chosen()].filter((field) => field.shown());
}

/** @param {BillingDetails} details */
function createMethod(details) {
  const server = createServer(FRAME_SERVER, context?.key ?? "");
  const chosen = ways.chosen();
  if (chosen === "card") return createCardMethod(server, details);
  if (chosen === "us_bank_account") return createBankAccountMethod(server, details);
  return server.post("/v1/payment_methods", { type: chosen, billing_details: details });
}

/** @param {Server} server @param {BillingDetails} details */
function createCardMethod(server, details) {
  const { month, year } = readExpiry(expiryInput.value);
  const name = holderField.shown() ? { name: holderField.value().trim() } : {};
  const own = {
    ...(asksCountry && { country: countrySelect.value }),
    ...(postalField.shown() && { postal_code: postalInput.value.trim() }),
  };
  return server.post("/v1/payment_methods", {
    type: "card",
    card: { number: digitsOf(numberInput.value), exp_month: month, exp_year: year, cvc: codeInput.value },
    billing_details: { ...details, ...name, address: { ...details.address, ...own } },
  });
}

startFrame({
  root: paymentRoot,
  configure: configurePayment,
  validate: () => askedFields().flatMap((field) => field.validate() ?? []),
  state: () => ({
    complete: askedFields().every((field) => field.examine().complete),
    empty: [numberField, expiryField, codeField, ...bankAccount.fields].every((field) => field.value() === ""),
    value: { value: { type: ways.chosen() } },
  }),
  focus() {
    const asked = askedFields();
    const field = asked.find((one) => !one.examine().complete) ?? asked[0];
    (field?.input ?? ways.selected()).focus();
  },
  clear() {
    for (const field of [numberField, expiryField, codeField, postalField, ...bankAccount.fields]) field.set("");
  },
  fill: fillIn,
  createPaymentMethod: createMethod,
});
