/** @typedef {import('@stripe/stripe-js').StripeTaxIdElement} TaxIdElement */

/**
 * What `stripe.initCheckoutElementsSdk()` returns. Its methods are copied from object to object by Stripe's React
 * package, so that they are own properties and use no `this`.
 * @param {string} key @param {CheckoutOptions} options @returns {CheckoutSdk}
 */
function createCheckoutSdk(key, options) {
  const checkout = createCheckout(createServer(SERVER_ADDRESS, key), key, options);
  const { create, get, changeAppearance, loadFonts } = checkout.group;
  const loadActions = loadOnce(checkout);
  // Elements load without waiting for the page to ask for the actions.
  void loadActions();

  return {
    on: checkout.state.on,
    loadActions,
    changeAppearance,
    loadFonts,
    createPaymentElement: (chosen) => create("payment", chosen),
    getPaymentElement: () => get("payment"),
    createBillingAddressElement: (chosen) => create("billingAddress", chosen),
    getBillingAddressElement: () => get("billingAddress"),
    createShippingAddressElement: (chosen) => create("shippingAddress", chosen),
    getShippingAddressElement: () => get("shippingAddress"),
    createContactDetailsElement: () => create("contactDetails"),
    getContactDetailsElement: () => get("contactDetails"),
    createExpressCheckoutElement: (chosen) => create("expressCheckout", chosen),
    getExpressCheckoutElement: () => get("expressCheckout"),
    createCurrencySelectorElement: () => create("currencySelector"),
    getCurrencySelectorElement: () => get("currencySelector"),
    createTaxIdElement: (chosen) => asTaxIdElement(create("taxId", chosen)),
    getTaxIdElement: () => asTaxIdElement(get("taxId")),
    createTermsElement: (chosen) => create("terms", chosen),
    getTermsElement: () => get("terms"),
    createLinkSignupElement: (chosen) => create("linkSignup", chosen),
    getLinkSignupElement: () => get("linkSignup"),
  };
}

/**
 * Its getValue() never answers, so that it can't answer wrongly.
 * @template {StandInElement | null} E @param {E} element @returns {E extends null ? TaxIdElement | null : TaxIdElement}
 */
function asTaxIdElement(element) {
  return /** @type {never} */ (element);
}

/** @param {Checkout} checkout @returns {() => Promise<LoadActionsResult>} */
function loadOnce(checkout) {
  /** @type {Promise<LoadActionsResult> | null} */
  let result = null;
  return () => {
    result ??= load(checkout);
    return result;
  };
}

/** @param {Checkout} checkout @returns {Promise<LoadActionsResult>} */
async function load(checkout) {
  try {
    await checkout.load();
    return { type: "success", actions: createActions(checkout) };
  } catch (failure) {
    return buyerError(messageOf(failure));
  }
}
