/**
 * What the shop asks besides: names, its own fields, and whether the buyer agrees.
 * @param {PaymentPage} page
 */
function createQuestions({ name_collection, custom_fields, consent_collection, custom_text, session }) {
  const names = /** @type {const} */ (["individual", "business"]).flatMap((kind) => {
    const asked = name_collection?.[kind];
    return asked?.enabled ? [{ kind, field: createNameField(kind, asked.optional) }] : [];
  });
  const own = custom_fields.map((asked) => ({ key: asked.key, field: createOwnField(asked) }));
  const terms =
    consent_collection?.terms_of_service === "required"
      ? createTick(
          "termsOfServiceConsentCheckbox",
          wordsOf(
            custom_text.terms_of_service_acceptance ?? `I agree to the terms of service of ${session.businessName}.`,
          ),
          "Please accept the terms of service.",
        )
      : null;
  const promotions =
    consent_collection?.promotions === "auto"
      ? createTick("promotionsConsentCheckbox", ["Keep me updated with news and offers."])
      : null;
  const fields = [...names, ...own].map(({ field }) => field);
  const ticks = [promotions, terms].filter((tick) => tick !== null);
  const details = node("section", { className: "Part", "aria-labelledby": "details", hidden: fields.length === 0 });
  details.append(
    node("h2", { id: "details", textContent: "Additional information" }),
    ...fields.map(({ root }) => root),
  );

  return {
    details,
    consents: ticks.map(({ root }) => root),
    fields: [...fields, ...ticks],
    /** What the buyer answered, or null where nothing is asked. */
    answers() {
      if (fields.length + ticks.length === 0) return null;
      return {
        ...Object.fromEntries(names.map(({ kind, field }) => [`${kind}_name`, field.value()])),
        custom_fields: Object.fromEntries(own.map(({ key, field }) => [key, field.value() ?? ""])),
        consent: {
          ...(terms && { terms_of_service: terms.input.checked }),
          ...(promotions && { promotions: promotions.input.checked }),
        },
      };
    },
  };
}

/** @param {'individual' | 'business'} kind @param {boolean} optional */
function createNameField(kind, optional) {
  const label = kind === "individual" ? "Full name" : "Business name";
  return createTextField({
    name: `${kind}Name`,
    label: optional ? `${label} (optional)` : label,
    input: { autocomplete: kind === "individual" ? "name" : "organization" },
    problemOf: (value) =>
      optional || value ? null : `Your ${kind === "individual" ? "" : "business "}name is missing.`,
  });
}

/** @param {CustomField} asked */
function createOwnField(asked) {
  const { key, label, optional, dropdown } = asked;
  const { default_value, ...bounds } = asked.text ?? asked.numeric ?? { default_value: null };
  return createTextField({
    name: `customField-${key}`,
    label: optional ? `${label.custom} (optional)` : label.custom,
    control: dropdown && createChoice(dropdown),
    input: {
      value: default_value ?? "",
      maxLength: "maximum_length" in bounds && bounds.maximum_length ? bounds.maximum_length : 255,
      inputMode: asked.numeric ? "numeric" : "text",
    },
    problemOf: (value) => problemOfOwn(asked, value),
  });
}

/** @param {NonNullable<CustomField['dropdown']>} dropdown */
function createChoice({ options, default_value }) {
  const chosen = (/** @type {string} */ value) => value === default_value;
  return node(
    "select",
    {},
    node("option", { value: "", textContent: "Please choose" }),
    ...options.map(({ label, value }) => node("option", { value, textContent: label, selected: chosen(value) })),
  );
}

/** @param {CustomField} asked @param {string} value @returns {string | null} */
function problemOfOwn({ label, optional, numeric, text }, value) {
  if (!value) return optional ? null : `${label.custom}: please answer.`;
  if (numeric && !/^[0-9]+$/.test(value)) return "Digits only, please.";
  const least = (numeric ?? text)?.minimum_length ?? 0;
  return value.length < least ? `${least} characters at least, please.` : null;
}
