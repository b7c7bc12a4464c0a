const incomplete = needed("incomplete_address");

/**
 * @param {string} name
 * @param {string} label
 * @param {string} autocomplete
 * @param {(value: string) => Examination} [examine]
 */
function addressField(name, label, autocomplete, examine = incomplete) {
  return createField({
    name,
    label,
    input: textInput({ autocomplete: /** @type {AutoFill} */ (autocomplete) }),
    examine,
  });
}

const nameField = addressField("name", say("address.name"), "name");
const firstNameField = addressField("firstName", say("address.first_name"), "given-name");
const lastNameField = addressField("lastName", say("address.last_name"), "family-name");
const regionSelect = selectInput("country");
const regionField = createField({
  name: "country",
  label: say("address.region"),
  input: regionSelect,
  examine: incomplete,
  adornments: [chevron()],
});
const line1Field = addressField("addressLine1", say("address.line1"), "address-line1");
const line2Field = addressField("addressLine2", say("address.line2"), "address-line2", optional);
const cityField = addressField("locality", say("address.city"), "address-level2");
const stateSelect = selectInput("address-level1");
const stateChoiceField = createField({
  name: "administrativeArea",
  label: say("address.state"),
  input: stateSelect,
  examine: incomplete,
  adornments: [chevron()],
});
const stateTextField = addressField("administrativeAreaText", say("address.state"), "address-level1");
const zipField = createField({
  name: "postalCode",
  label: say("address.zip"),
  input: textInput({ autocomplete: "postal-code" }),
  examine: (text) => examinePostal(text, regionSelect.value),
});
const phoneField = createField({
  name: "phone",
  label: say("address.phone"),
  input: textInput({ type: "tel", autocomplete: "tel" }),
  examine: (text) => (digitsOf(text).length >= 7 ? { complete: true } : complaint("incomplete_phone_number")),
});

const addressFields = [
  nameField,
  firstNameField,
  lastNameField,
  regionField,
  line1Field,
  line2Field,
  cityField,
  stateChoiceField,
  stateTextField,
  zipField,
  phoneField,
];
for (const { root } of [nameField, line1Field, line2Field, phoneField]) root.classList.add("Field--wide");
line2Field.input.setAttribute("placeholder", say("address.line2_example"));

const addressGrid = element("div", { className: "Grid" });
addressGrid.append(...addressFields.map(({ root }) => root));
const smallestFirst = [line1Field, line2Field, cityField, stateChoiceField, stateTextField, zipField];
const largestFirst = [zipField, stateChoiceField, stateTextField, cityField, line1Field, line2Field];
const addressRoot = element("div", { className: "Form" });
addressRoot.append(addressGrid);

let offeredCountries = "";
let filledAddress = false;
/** @type {string | null} */
let arrangedFor = null;

regionSelect.addEventListener("change", arrangeRegion);

/** Moves nothing where the country is the same: what is moved loses the focus, and what is being typed with it. */
function arrangeRegion() {
  if (regionSelect.value === arrangedFor) return;
  arrangedFor = regionSelect.value;
  const format = formatOf(regionSelect.value);
  const state = format.state ? say(`address.${format.state}`) : "";
  cityField.rename(say(`address.${format.city}`));
  stateChoiceField.show(format.states !== undefined);
  stateTextField.show(format.state !== undefined && format.states === undefined);
  // One of the two is shown at a time, and only that one may be found by its label, or by its name.
  stateChoiceField.input.name = format.states ? "administrativeArea" : "";
  stateTextField.input.name = format.states ? "" : "administrativeArea";
  stateChoiceField.rename(format.states ? state : "");
  stateTextField.rename(format.states ? "" : state);
  if (format.states) fillSelect(stateSelect, [["", ""], ...format.states]);
  zipField.show(format.postal !== undefined);
  zipField.rename(format.postal ? say(`address.${format.postal}`) : "");
  // What is in focus is the country, which stays where it is: the keyboard goes on from there.
  const inOrder = format.largestFirst ? largestFirst : smallestFirst;
  regionField.root.after(...inOrder.map(({ root }) => root));
  const half = inOrder.filter((field) => field.shown() && field !== line1Field && field !== line2Field);
  for (const field of half) field.root.classList.toggle("Field--wide", half.length % 2 === 1 && field === half[0]);
}

/** @param {FrameConfiguration} configuration */
function configureAddress({ options, context }) {
  const { display, fields, allowedCountries } =
    /** @type {{display?: {name?: string}, fields?: {phone?: string}, allowedCountries?: string[]}} */ (options);
  const split = display?.name === "split";
  nameField.show(!split);
  nameField.rename(say(display?.name === "organization" ? "address.organization" : "address.name"));
  firstNameField.show(split);
  lastNameField.show(split);
  phoneField.show(fields?.phone === "always" || (context.collectsPhone && fields?.phone !== "never"));
  offerCountries(allowedCountries ?? context.allowedCountries);
  fillAddressOnce(options, context);
  arrangeRegion();
}

/** @param {string[] | null} allowed */
function offerCountries(allowed) {
  const offered = JSON.stringify(allowed);
  if (offered === offeredCountries) return;
  offeredCountries = offered;
  const chosen = regionSelect.value;
  fillSelect(regionSelect, countryChoices(allowed));
  if (regionSelect.value !== chosen || chosen === "") regionSelect.value = likelyCountry(allowed);
}

/** @param {Record<string, unknown>} options @param {FrameContext} context */
function fillAddressOnce(options, context) {
  const defaults =
    /** @type {{name?: string, firstName?: string, lastName?: string, phone?: string, address?: Partial<Address>}} */ (
      context.contact ?? options.defaultValues
    );
  if (filledAddress || !defaults) return;
  filledAddress = true;
  const { name, firstName, lastName, phone, address = {} } = defaults;
  if (address.country) regionSelect.value = address.country;
  arrangeRegion();
  const [first, ...rest] = (name ?? "").split(" ");
  /** @type {[Field, string | null | undefined][]} */
  const values = [
    [nameField, name],
    [firstNameField, firstName ?? first],
    [lastNameField, lastName ?? rest.join(" ")],
    [line1Field, address.line1],
    [line2Field, address.line2],
    [cityField, address.city],
    [stateChoiceField, address.state],
    [stateTextField, address.state],
    [zipField, address.postal_code],
    [phoneField, phone],
  ];
  for (const [field, value] of values) if (value && !field.value()) field.set(value);
}

function shownFields() {
  return addressFields.filter((field) => field.shown());
}

/** @param {Field} field @returns {string} */
function shownValue(field) {
  return field.shown() ? field.value().trim() : "";
}

/** @returns {AddressValue} */
function addressValue() {
  const split = firstNameField.shown() && {
    firstName: shownValue(firstNameField),
    lastName: shownValue(lastNameField),
  };
  return {
    name: split ? `${split.firstName} ${split.lastName}`.trim() : shownValue(nameField),
    ...split,
    ...(phoneField.shown() && { phone: shownValue(phoneField) }),
    address: {
      line1: shownValue(line1Field),
      line2: shownValue(line2Field) || null,
      city: shownValue(cityField),
      country: regionSelect.value,
      postal_code: shownValue(zipField),
      state: shownValue(stateChoiceField) || shownValue(stateTextField),
    },
  };
}

function addressComplete() {
  return shownFields().every((field) => field.examine().complete);
}

startFrame({
  root: addressRoot,
  configure: configureAddress,
  validate: () => shownFields().flatMap((field) => field.validate() ?? []),
  state: () => ({
    complete: addressComplete(),
    empty: shownFields().every((field) => field === regionField || field.value() === ""),
    value: { value: addressValue() },
  }),
  focus: () => (shownFields().find((field) => !field.examine().complete) ?? shownFields()[0]).input.focus(),
  clear() {
    for (const field of shownFields()) if (field !== regionField) field.set("");
  },
  getValue: () => ({ complete: addressComplete(), isNewAddress: true, value: addressValue() }),
});
