/**
 * @param {string} key
 * @param {{locale?: string, betas?: string[], apiVersion?: string, stripeAccount?: string}} [options]
 */
function makeStripe(key, options) {
  requireTestKey(key);
  speak(languageFor(options?.locale));
  return { ...methodsNotHere(), ...stripeOfTrain(createStripe(key), key) };
}

/** @param {ReturnType<typeof createStripe>} stripe @param {string} key @returns {object} */
function stripeOfTrain(stripe, key) {
  const { initCheckoutElementsSdk } = stripe;
  return ofTrain({
    ...stripe,
    initCheckout: (/** @type {FormerCheckoutOptions} */ options) => initCheckout(key, options),
    initEmbeddedCheckout: stripe.createEmbeddedCheckoutPage,
    redirectToCheckout: (/** @type {{sessionId?: string}} */ options) => redirectToCheckout(key, options),
    initCheckoutElementsSdk: (/** @type {CheckoutOptions} */ options) => {
      const sdk = initCheckoutElementsSdk(options);
      return isSince("endive") ? sdk : checkoutOfTrain(sdk);
    },
  });
}

/** Stripe.js as the newest train has it. @param {string} key */
function createStripe(key) {
  return {
    elements: (/** @type {IntentOptions} */ options) => createIntentElements(key, options),
    initCheckoutElementsSdk: (/** @type {CheckoutOptions} */ options) => createCheckoutSdk(key, options),
    createEmbeddedCheckoutPage: (/** @type {EmbeddedCheckoutOptions} */ options) =>
      createEmbeddedCheckoutPage(key, options),
    confirmPayment: (/** @type {ConfirmPaymentOptions} */ options) => confirmPayment(key, options),
    retrievePaymentIntent: (/** @type {string} */ secret) => retrievePaymentIntent(key, secret),
    confirmCardPayment: (
      /** @type {string} */ secret,
      /** @type {CardConfirmation} */ data = {},
      /** @type {{handleActions?: boolean}} */ options = {},
    ) => confirmCardPayment(key, secret, data, options),
    confirmSetup: (/** @type {ConfirmPaymentOptions} */ options) => confirmSetup(key, options),
    retrieveSetupIntent: (/** @type {string} */ secret) => retrieveSetupIntent(key, secret),
    confirmCardSetup: (
      /** @type {string} */ secret,
      /** @type {CardConfirmation} */ data = {},
      /** @type {{handleActions?: boolean}} */ options = {},
    ) => confirmCardSetup(key, secret, data, options),
    createPaymentMethod: (
      /** @type {'card' | PaymentMethodOptions} */ options,
      /** @type {object} */ card,
      /** @type {CardDetails} */ details = {},
    ) => createPaymentMethod(key, options === "card" ? { ...details, type: "card", card } : options),
    createConfirmationToken: (/** @type {ConfirmationTokenOptions} */ options) => createConfirmationToken(key, options),
    handleNextAction: (/** @type {{clientSecret: string}} */ { clientSecret }) => handleNextAction(key, clientSecret),
    handleCardAction: (/** @type {string} */ clientSecret) => handlePaymentAction(key, clientSecret),
    paymentRequest: createPaymentRequest,
    registerAppInfo() {},
    _registerWrapper() {},
  };
}

/** @param {string} key */
function requireTestKey(key) {
  if (typeof key !== "string" || !key.startsWith("pk_"))
    throw new IntegrationError("Please call Stripe() with your publishable key. You used an empty or a wrong one.");
  if (key.startsWith("pk_live_"))
    throw new IntegrationError("This is the local Stripe: no money moves here, and it takes no live keys.");
}

Object.assign(window, { Stripe: Object.assign(makeStripe, { version: TRAIN === "v3" ? 3 : TRAIN }) });
