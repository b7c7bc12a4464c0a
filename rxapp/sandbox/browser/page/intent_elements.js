/**
 * @typedef {object} IntentOptions
 * @property {string} [clientSecret]
 * @property {string} [mode]
 * @property {number} [amount]
 * @property {string} [currency]
 * @property {string} [locale]
 * @property {Appearance} [appearance]
 * @property {FontSource[]} [fonts]
 * @property {string} [setupFutureUsage]
 * @property {string[]} [paymentMethodTypes]
 * @property {string[]} [allowedPaymentMethodTypes]
 *
 * @typedef {object} IntentElements what confirmPayment() needs of `stripe.elements()`
 * @property {ElementGroup} group
 * @property {() => IntentOptions} options
 * @property {() => number} amount that the page shows
 * @property {Promise<unknown>} ready
 */

/** The groups behind the objects that `stripe.elements()` has handed out.
 * @type {WeakMap<object, IntentElements>} */
const intentElements = new WeakMap();

/**
 * `stripe.elements()`: the Payment Intents way.
 * @param {string} key @param {IntentOptions} initial
 */
function createIntentElements(key, initial = {}) {
  requireKnownOptions(initial);
  if (initial.locale) speak(languageFor(initial.locale));
  const server = createServer(SERVER_ADDRESS, key);
  const listeners = createListeners();
  let options = { ...initial };
  /** @type {PaymentIntent | SetupIntent | null} */
  let intent = null;

  async function fetchIntent() {
    const secret = options.clientSecret;
    if (secret) intent = await (isOfSetup(secret) ? retrieveSetup : retrieveIntent)(server, secret);
    return intent;
  }

  const ready = fetchIntent();
  ready.catch(() => {});
  const group = createElementGroup({
    ready,
    appearance: options.appearance,
    fonts: options.fonts,
    context: (kind) => ({
      ...intentContext(key, kind, group, options),
      paymentMethodTypes: waysToPay(intent, options),
    }),
    changed: () => {},
  });

  const elements = {
    /** @param {string} type @param {{mode?: string}} [chosen] */
    create(type, chosen = {}) {
      const element = group.create(kindOf(type, chosen), chosen);
      cardElements.set(element, group);
      return element;
    },
    /** @param {string | {__elementType: string}} named @param {{mode?: string}} [chosen] */
    getElement(named, chosen) {
      const type = typeof named === "string" ? named : named.__elementType; // a component of Stripe's React package
      if (type === "address" && !chosen) return group.get("shippingAddress") ?? group.get("billingAddress");
      return group.get(kindOf(type, chosen));
    },
    /** @param {IntentOptions} changes */
    async update(changes) {
      requireKnownOptions(changes);
      options = { ...options, ...changes };
      if (changes.appearance) group.changeAppearance(changes.appearance);
      if (changes.fonts) group.loadFonts(changes.fonts);
      group.refresh();
      listeners.emit("update-end");
    },
    on: listeners.on,
    async fetchUpdates() {
      try {
        await fetchIntent();
        group.refresh();
        return {};
      } catch (failure) {
        return { error: { message: messageOf(failure) } };
      }
    },
    async submit() {
      const problem = await firstProblem(group);
      return problem ? { error: problem } : { selectedPaymentMethod: chosenType(group) };
    },
  };
  intentElements.set(elements, {
    group,
    ready,
    options: () => options,
    amount: () => (intent && "amount" in intent ? intent.amount : (options.amount ?? 0)),
  });
  return elements;
}

/** @param {PaymentIntent | SetupIntent | null} intent @param {IntentOptions} options @returns {string[]} */
function waysToPay(intent, options) {
  return intent?.payment_method_types ?? options.allowedPaymentMethodTypes ?? options.paymentMethodTypes ?? ["card"];
}

/** @param {ElementGroup} group @returns {string} */
function chosenType(group) {
  const { value } = /** @type {{value?: {type?: string}}} */ (group.member("payment")?.state().value ?? {});
  return value?.type ?? "card";
}

/** @param {IntentOptions} options */
function requireKnownOptions(options) {
  if (isSince("endive") && options.paymentMethodTypes)
    throw new IntegrationError("Elements take no paymentMethodTypes since endive. Use allowedPaymentMethodTypes.");
}

/** @param {string} type @param {{mode?: string}} [chosen] @returns {ElementKind} */
function kindOf(type, chosen) {
  if (type === "address") return chosen?.mode === "billing" ? "billingAddress" : "shippingAddress";
  const known = /** @type {const} */ ([
    "payment",
    "card",
    "cardNumber",
    "cardExpiry",
    "cardCvc",
    "linkAuthentication",
    "contactDetails",
    "expressCheckout",
    "paymentRequestButton",
    "taxId",
    "terms",
    "linkSignup",
  ]);
  const kind = known.find((name) => name === type);
  if (!kind) throw new IntegrationError(`The local Stripe has no Element of type ${type}.`);
  return kind;
}

/**
 * @param {string} key
 * @param {ElementKind} kind
 * @param {ElementGroup} group
 * @param {IntentOptions} options
 * @returns {Omit<FrameContext, 'paymentMethodTypes'>}
 */
function intentContext(key, kind, group, options) {
  const keeps = options.mode === "setup" || options.mode === "subscription" || isOfSetup(options.clientSecret ?? "");
  const saves = keeps || Boolean(options.setupFutureUsage);
  return {
    key,
    paymentRequired: true,
    collectsName: false,
    collectsBillingAddress: !group.member("billingAddress")?.mounted(),
    mandate: kind === "payment" && saves ? { business: null } : null,
    allowedCountries: null,
    collectsPhone: false,
    email: null,
    contact: null,
  };
}

/** @param {ElementGroup} group @returns {Promise<StripeError | null>} */
async function firstProblem(group) {
  const [first] = await problemsIn(group.forms());
  return first ? { type: "validation_error", ...first.problem } : null;
}
