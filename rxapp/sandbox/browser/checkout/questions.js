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
            custom_text.terms_of_service_acceptance ?? say("questions.terms", { business: session.businessName ?? "" }),
          ),
          say("questions.terms_missing"),
        )
      : null;
  const promotions =
    consent_collection?.promotions === "auto"
      ? createTick("promotionsConsentCheckbox", [say("questions.promotions")])
      : null;
  const fields = [...names, ...own].map(({ field }) => field);
  const ticks = [promotions, terms].filter((tick) => tick !== null);
  const details = node("section", { className: "Part", "aria-labelledby": "details", hidden: fields.length === 0 });
  details.append(node("h2", { id: "details", textContent: say("form.details") }), ...fields.map(({ root }) => root));

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
  const label = say(kind === "individual" ? "questions.name" : "questions.business");
  const missing = say(kind === "individual" ? "questions.name_missing" : "questions.business_missing");
  return createTextField({
    name: `${kind}Name`,
    label: optional ? say("questions.optional", { question: label }) : label,
    input: { autocomplete: kind === "individual" ? "name" : "organization" },
    problemOf: (value) => (optional || value ? null : missing),
  });
}

/** @param {CustomField} asked */
function createOwnField(asked) {
  const { key, label, optional, dropdown } = asked;
  const { default_value, ...bounds } = asked.text ?? asked.numeric ?? { default_value: null };
  return createTextField({
    name: `customField-${key}`,
    label: optional ? say("questions.optional", { question: label.custom }) : label.custom,
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
    node("option", { value: "", textContent: say("questions.choose") }),
    ...options.map(({ label, value }) => node("option", { value, textContent: label, selected: chosen(value) })),
  );
}

/** @param {CustomField} asked @param {string} value @returns {string | null} */
function problemOfOwn({ label, optional, numeric, text }, value) {
  if (!value) return optional ? null : say("questions.missing", { question: label.custom });
  if (numeric && !/^[0-9]+$/.test(value)) return say("questions.digits");
  const least = (numeric ?? text)?.minimum_length ?? 0;
  return value.length < least ? say("questions.too_short", { count: least }) : null;
}
