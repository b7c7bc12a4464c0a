/**
 * @typedef {{clientSecret?: Promise<string> | string, fetchClientSecret?: () => Promise<string>}} FormerSecret
 * @typedef {FormerSecret & Omit<CheckoutOptions, 'clientSecret'>} FormerCheckoutOptions
 * @typedef {(...given: never[]) => unknown} Action
 */

/**
 * `stripe.initCheckout()`: an object at once since clover; before, a promise of one that has the actions itself.
 * @param {string} key @param {FormerCheckoutOptions} options @returns {object}
 */
function initCheckout(key, options) {
  const sdk = createCheckoutSdk(key, { ...options, clientSecret: formerSecret(options) });
  return isSince("clover") ? checkoutOfTrain(sdk) : checkoutWithActions(sdk);
}

/** @param {FormerSecret} options @returns {Promise<string> | string} */
function formerSecret({ clientSecret, fetchClientSecret }) {
  if (fetchClientSecret) return fetchClientSecret();
  if (clientSecret) return clientSecret;
  const wanted = isSince("clover") ? "clientSecret" : "fetchClientSecret, a function that returns a promise of one";
  throw new IntegrationError(`initCheckout() needs ${wanted}.`);
}

/** @param {CheckoutSdk} sdk @returns {object} */
function checkoutOfTrain(sdk) {
  return {
    ...ofTrain(sdk),
    ...(isSince("dahlia") ? {} : PAYMENT_FORM),
    on: listening(sdk),
    async loadActions() {
      const result = await sdk.loadActions();
      return result.type === "success" ? { ...result, actions: actionsOfTrain(result.actions) } : result;
    },
  };
}

/** The form of clover is called otherwise since, and neither is here. */
const PAYMENT_FORM = {
  createPaymentFormElement: () => throwNotHere("createPaymentFormElement"),
  getPaymentFormElement: () => null,
};

/** @param {CheckoutSdk} sdk @returns {Promise<object>} */
async function checkoutWithActions(sdk) {
  const result = await sdk.loadActions();
  if (result.type === "error") throw new IntegrationError(result.error.message);
  const { getSession, ...actions } = actionsOfTrain(result.actions);
  return {
    ...ofTrain(sdk),
    ...(isSince("acacia") ? {} : elementsByType(sdk)),
    ...actions,
    session: getSession,
    on: listening(sdk),
  };
}

/** @param {CheckoutSdk} sdk */
function listening(sdk) {
  return (/** @type {'change'} */ event, /** @type {(session: FormerSession) => void} */ handler) =>
    sdk.on(event, (session) => handler(sessionOfTrain(session)));
}

/** @param {Actions} actions @returns {Record<string, Action> & {getSession: () => FormerSession}} */
function actionsOfTrain(actions) {
  const known = /** @type {Record<string, Action>} */ (ofTrain(actions));
  const answering = Object.entries(known).map(([name, action]) => [name, answeringAsTrain(action)]);
  return { ...Object.fromEntries(answering), getSession: () => sessionOfTrain(actions.getSession()) };
}

/** Before basil a result held its session as `success`. @param {Action} action @returns {Action} */
function answeringAsTrain(action) {
  return async (...given) => {
    const result = /** @type {{type: string, session?: Session}} */ (await action(...given));
    if (!result.session) return result;
    const session = sessionOfTrain(result.session);
    return isSince("basil") ? { ...result, session } : { type: result.type, success: session };
  };
}

/** Before acacia elements were made by their type. @param {CheckoutSdk} sdk */
function elementsByType(sdk) {
  const { createPaymentElement, createExpressCheckoutElement, createCurrencySelectorElement } = sdk;
  return {
    /** @param {string} type @param {{mode?: string}} [options] */
    createElement(type, options = {}) {
      const { mode, ...chosen } = options;
      if (type === "payment") return createPaymentElement(chosen);
      if (type === "expressCheckout") return createExpressCheckoutElement(/** @type {never} */ (chosen));
      if (type === "currencySelector") return createCurrencySelectorElement();
      if (type !== "address") throw new IntegrationError(`A checkout has no Element of type ${type}.`);
      return mode === "billing" ? sdk.createBillingAddressElement(chosen) : sdk.createShippingAddressElement(chosen);
    },
    /** @param {string} type @param {string} [mode] */
    getElement(type, mode) {
      if (type === "payment") return sdk.getPaymentElement();
      if (type === "expressCheckout") return sdk.getExpressCheckoutElement();
      if (type === "currencySelector") return sdk.getCurrencySelectorElement();
      return mode === "billing" ? sdk.getBillingAddressElement() : sdk.getShippingAddressElement();
    },
  };
}
