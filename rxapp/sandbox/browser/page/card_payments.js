/**
 * @typedef {{card?: object | {token: string}} & Omit<CardDetails, 'parts'>} CardData
 * @typedef {Omit<ConfirmParams, 'payment_method'> & {payment_method?: string | CardData}} CardConfirmation
 * @typedef {{elements?: object, type?: string, params?: {billing_details?: BillingDetails}} & CardData} PaymentMethodOptions
 */

/**
 * @param {string} key @param {string} secret @param {CardConfirmation} data
 * @param {{handleActions?: boolean}} options @returns {Promise<IntentResult>}
 */
async function confirmCardPayment(key, secret, data, { handleActions = true }) {
  intentPath(secret);
  try {
    const payment_method = await cardMethodOf(key, data.payment_method);
    return await payIntent(key, secret, undefined, { ...data, payment_method }, handleActions);
  } catch (failure) {
    return failedWith(failure);
  }
}

/**
 * @param {string} key @param {string} secret @param {CardConfirmation} data
 * @param {{handleActions?: boolean}} options @returns {Promise<SetupResult>}
 */
async function confirmCardSetup(key, secret, data, { handleActions = true }) {
  setupPath(secret);
  try {
    const payment_method = await cardMethodOf(key, data.payment_method);
    return await keepForLater(key, secret, undefined, { ...data, payment_method }, handleActions);
  } catch (failure) {
    return failedWith(failure);
  }
}

/** @param {string} key @param {PaymentMethodOptions} options */
async function createPaymentMethod(key, options) {
  try {
    if (options.card) return { paymentMethod: await createMethodOf(key, options) };
    const group = options.elements && intentElements.get(options.elements)?.group;
    const payment = group?.member("payment");
    if (!group || !payment) return await notHere("createPaymentMethod without elements");
    const problem = await firstProblem(group);
    if (problem) return { error: problem };
    return { paymentMethod: await payment.createPaymentMethod(options.params?.billing_details ?? {}) };
  } catch (failure) {
    return failedWith(failure);
  }
}

/**
 * What is confirmed with: a payment method that there is, one of a card that was typed, or the intent's own.
 * @param {string} key @param {string | CardData | undefined} given @returns {Promise<string | undefined>}
 */
async function cardMethodOf(key, given) {
  return given === undefined || typeof given === "string" ? given : (await createMethodOf(key, given)).id;
}

/** @param {string} key @param {CardData} given @returns {Promise<{id: string}>} */
async function createMethodOf(key, { card = {}, billing_details, metadata }) {
  if (!("token" in card)) return createCardMethod(card, { billing_details, metadata });
  const body = { type: "card", card: { token: card.token }, billing_details, metadata };
  return createServer(SERVER_ADDRESS, key).post("/v1/payment_methods", body);
}

/** A mistake of the page rejects; what a shopper can get wrong is answered.
 * @param {unknown} failure @returns {{error: StripeError}} */
function failedWith(failure) {
  if (failure instanceof IntegrationError) throw failure;
  return { error: asStripeError(failure) };
}
