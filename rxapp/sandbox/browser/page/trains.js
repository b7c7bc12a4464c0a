/**
 * Stripe.js has a train for each major version of the API. `TRAIN` is the one whose address this script was loaded from.
 * The rest of the page's half speaks the newest; here is what the others call differently.
 */
const TRAINS = /** @type {const} */ (["v3", "acacia", "basil", "clover", "dahlia", "endive"]);

/**
 * The first and the last train of what is not in all of them, from Stripe's published types.
 * @type {Record<string, [Train, Train]>}
 */
const LIFETIMES = {
  // of Stripe
  initCheckout: ["v3", "clover"],
  initEmbeddedCheckout: ["v3", "clover"],
  redirectToCheckout: ["v3", "basil"],
  createSource: ["v3", "clover"],
  retrieveSource: ["v3", "clover"],
  initCheckoutElementsSdk: ["dahlia", "endive"],
  initCheckoutFormSdk: ["dahlia", "endive"],
  createEmbeddedCheckoutPage: ["dahlia", "endive"],
  confirmBilliePayment: ["basil", "endive"],
  confirmAmazonPaySetup: ["dahlia", "endive"],
  confirmBlikSetup: ["endive", "endive"],
  confirmPayByBankPayment: ["endive", "endive"],
  initializePricing: ["endive", "endive"],
  // of a checkout and its actions
  session: ["v3", "basil"],
  loadActions: ["clover", "endive"],
  loadFonts: ["basil", "endive"],
  validateElements: ["dahlia", "endive"],
  addOptionalLineItem: ["dahlia", "endive"],
  removeOptionalLineItem: ["dahlia", "endive"],
  updateIndividualName: ["endive", "endive"],
  updateBusinessName: ["endive", "endive"],
  createPaymentElement: ["acacia", "endive"],
  getPaymentElement: ["acacia", "endive"],
  createBillingAddressElement: ["acacia", "endive"],
  getBillingAddressElement: ["acacia", "endive"],
  createShippingAddressElement: ["acacia", "endive"],
  getShippingAddressElement: ["acacia", "endive"],
  createExpressCheckoutElement: ["acacia", "endive"],
  getExpressCheckoutElement: ["acacia", "endive"],
  createCurrencySelectorElement: ["acacia", "endive"],
  getCurrencySelectorElement: ["acacia", "endive"],
  createTaxIdElement: ["basil", "endive"],
  getTaxIdElement: ["basil", "endive"],
  createContactDetailsElement: ["dahlia", "endive"],
  getContactDetailsElement: ["endive", "endive"],
  createTermsElement: ["dahlia", "endive"],
  getTermsElement: ["dahlia", "endive"],
  createLinkSignupElement: ["dahlia", "endive"],
  getLinkSignupElement: ["dahlia", "endive"],
  // of a session and what is in it
  "lineItems.total": ["acacia", "endive"],
  "dueNext.total": ["basil", "endive"],
  percentOff: ["basil", "endive"],
  surcharge: ["dahlia", "endive"],
  optionalItems: ["dahlia", "endive"],
  nameCollection: ["endive", "endive"],
  minorUnitsAmountDivisor: ["acacia", "endive"],
  priceId: ["dahlia", "endive"],
  isRemovable: ["dahlia", "endive"],
  pricing: ["dahlia", "endive"],
  transformQuantity: ["dahlia", "endive"],
  unitAmountDecimal: ["dahlia", "endive"],
  unitLabel: ["dahlia", "endive"],
};

/** @param {Train} train @returns {boolean} whether this train is at least as new */
function isSince(train) {
  return TRAINS.indexOf(TRAIN) >= TRAINS.indexOf(train);
}

/** @param {string} name @returns {boolean} */
function isOfTrain(name) {
  const lifetime = LIFETIMES[name];
  return !lifetime || (isSince(lifetime[0]) && TRAINS.indexOf(TRAIN) <= TRAINS.indexOf(lifetime[1]));
}

/**
 * What this train has of an object.
 * @template {object} T @param {T} names @returns {Partial<T>}
 */
function ofTrain(names) {
  return /** @type {Partial<T>} */ (Object.fromEntries(Object.entries(names).filter(([name]) => isOfTrain(name))));
}
