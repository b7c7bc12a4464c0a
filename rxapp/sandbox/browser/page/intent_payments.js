/**
 * @typedef {{paymentIntent: PaymentIntent, error?: undefined} | {error: StripeError, paymentIntent?: undefined}} IntentResult
 * @typedef {object} ConfirmParams
 * @property {string} [return_url]
 * @property {string} [receipt_email]
 * @property {object | null} [shipping]
 * @property {string} [payment_method]
 * @property {{billing_details?: BillingDetails}} [payment_method_data]
 * @property {string | null} [setup_future_usage]
 *
 * @typedef {object} ConfirmPaymentOptions
 * @property {object} [elements]
 * @property {string} [clientSecret]
 * @property {ConfirmParams} [confirmParams]
 * @property {'always' | 'if_required'} [redirect]
 */

/**
 * @typedef {object} ConfirmationTokenOptions
 * @property {object} [elements]
 * @property {ConfirmParams} [params]
 */

/**
 * What the shopper typed, for a server that confirms.
 * @param {string} key @param {ConfirmationTokenOptions} options
 * @returns {Promise<{confirmationToken: object, error?: undefined} | {error: StripeError, confirmationToken?: undefined}>}
 */
async function createConfirmationToken(key, { elements, params = {} }) {
  const known = elements && intentElements.get(elements);
  if (!known) throw new IntegrationError("createConfirmationToken() takes the elements of stripe.elements().");
  const problem = await firstProblem(known.group);
  if (problem) return { error: problem };
  try {
    const confirmationToken = await createServer(SERVER_ADDRESS, key).post("/v1/confirmation_tokens", {
      payment_method: params.payment_method ?? (await methodOf(known, params)),
      return_url: params.return_url,
      setup_future_usage: known.options().setupFutureUsage,
      shipping: params.shipping ?? shippingIn(known),
    });
    return { confirmationToken: /** @type {object} */ (confirmationToken) };
  } catch (failure) {
    return { error: asStripeError(failure) };
  }
}

/** @param {string} clientSecret @returns {string} */
function intentPath(clientSecret) {
  if (typeof clientSecret !== "string" || !/^pi_.+_secret_.+$/.test(clientSecret))
    throw new IntegrationError("clientSecret must be the client_secret of a PaymentIntent, pi_…_secret_….");
  return `/v1/payment_intents/${clientSecret.split("_secret_")[0]}`;
}

/** @param {Server} server @param {string} clientSecret @returns {Promise<PaymentIntent>} */
async function retrieveIntent(server, clientSecret) {
  return server.post(`${intentPath(clientSecret)}/retrieve`, { client_secret: clientSecret });
}

/** @param {string} key @param {string} clientSecret @returns {Promise<IntentResult>} */
async function retrievePaymentIntent(key, clientSecret) {
  intentPath(clientSecret);
  try {
    return { paymentIntent: await retrieveIntent(createServer(SERVER_ADDRESS, key), clientSecret) };
  } catch (failure) {
    return { error: asStripeError(failure) };
  }
}

/**
 * What is confirmed, of either kind of intent, and the elements that it was typed into.
 * @param {string} method that was called @param {ConfirmPaymentOptions} options
 * @returns {{known: IntentElements | undefined, secret: string}}
 */
function confirmationOf(method, { elements, clientSecret, confirmParams = {}, redirect = "always" }) {
  const known = elements && intentElements.get(elements);
  if (elements && !known) throw new IntegrationError(`${method}() takes the elements of stripe.elements().`);
  const secret = clientSecret ?? known?.options().clientSecret;
  if (!secret) throw new IntegrationError(`${method}() needs a clientSecret, or elements that were made with one.`);
  if (!confirmParams.return_url && redirect === "always")
    throw new IntegrationError(`${method}() needs confirmParams.return_url unless redirect is if_required.`);
  return { known, secret };
}

/** @param {string} key @param {ConfirmPaymentOptions} options @returns {Promise<IntentResult>} */
async function confirmPayment(key, options) {
  const { known, secret } = confirmationOf("confirmPayment", options);
  const { confirmParams = {}, redirect = "always" } = options;
  const result = await payIntent(key, secret, known, confirmParams);
  if (result.paymentIntent && redirect === "always")
    await leaveFor(intentReturnAddress(confirmParams.return_url ?? "", result.paymentIntent, secret));
  return result;
}

/**
 * @param {string} key @param {string} secret @param {IntentElements | undefined} known
 * @param {ConfirmParams} chosen @param {boolean} [handles] what the bank may ask @returns {Promise<IntentResult>}
 */
async function payIntent(key, secret, known, chosen, handles = true) {
  const server = createServer(SERVER_ADDRESS, key);
  const path = intentPath(secret);
  const problem = known ? await firstProblem(known.group) : null;
  if (problem) return { error: problem };
  try {
    await known?.ready;
    const confirmation = await server.post(`${path}/confirm_in_browser`, {
      client_secret: secret,
      expected_amount: known ? known.amount() : (await retrieveIntent(server, secret)).amount,
      payment_method: chosen.payment_method ?? (known && (await methodOf(known, chosen))),
      return_url: chosen.return_url,
      receipt_email: chosen.receipt_email ?? emailIn(known),
      setup_future_usage: chosen.setup_future_usage,
      shipping: chosen.shipping ?? shippingIn(known),
    });
    const { payment_intent, next_action } = /** @type {IntentConfirmation} */ (confirmation);
    if (!next_action || !handles) return { paymentIntent: payment_intent };
    return await finishIntent(server, key, secret, next_action.url);
  } catch (failure) {
    return explainIntent(server, secret, asStripeError(failure));
  }
}

/**
 * @param {IntentElements | undefined} known
 * @param {ConfirmParams} chosen @returns {Promise<string>}
 */
async function methodOf(known, chosen) {
  const payment = known?.group.member("payment");
  if (!payment?.mounted()) throw new IntegrationError("To pay needs a mounted Payment Element, or a payment_method.");
  const billing = addressIn(known, "billingAddress");
  const given = chosen.payment_method_data?.billing_details;
  const { id } = await payment.createPaymentMethod({ email: emailIn(known), ...billing, ...given });
  return id;
}

/** @param {Server} server @param {string} key @param {string} secret @param {string} url where the buyer is asked
 * @returns {Promise<IntentResult>} */
async function finishIntent(server, key, secret, url) {
  await authenticate(url, key);
  const paymentIntent = await retrieveIntent(server, secret);
  return isPaid(paymentIntent) ? { paymentIntent } : { error: authenticationError(paymentIntent) };
}

/**
 * An answer that got lost may have been a success, so the intent has the last word.
 * @param {Server} server @param {string} secret @param {StripeError} error @returns {Promise<IntentResult>}
 */
async function explainIntent(server, secret, error) {
  if (error.type !== "api_connection_error") return { error };
  const paymentIntent = await retrieveIntent(server, secret).catch(() => null);
  return paymentIntent && isPaid(paymentIntent) ? { paymentIntent } : { error };
}

/**
 * Lets the shopper's bank ask, where a server has confirmed and the bank wants to.
 * @param {string} key @param {string} secret @returns {Promise<IntentResult | SetupResult>}
 */
function handleNextAction(key, secret) {
  return isOfSetup(secret) ? handleSetupAction(key, secret) : handlePaymentAction(key, secret);
}

/** @param {string} key @param {string} secret @returns {Promise<IntentResult>} */
async function handlePaymentAction(key, secret) {
  const found = await retrievePaymentIntent(key, secret);
  if (found.paymentIntent?.status !== "requires_action") return found;
  await authenticate(actionAddress(found.paymentIntent.next_action), key);
  const answered = await retrievePaymentIntent(key, secret);
  // A server that confirms by hand does so once more.
  const confirmsAgain = answered.paymentIntent?.status === "requires_confirmation";
  if (!answered.paymentIntent || isPaid(answered.paymentIntent) || confirmsAgain) return answered;
  return { error: authenticationError(answered.paymentIntent) };
}

/** @param {unknown} action of an intent @returns {string} where its buyer is asked */
function actionAddress(action) {
  const { use_stripe_sdk, redirect_to_url } =
    /** @type {{redirect_to_url?: {url: string}, use_stripe_sdk?: {stripe_js: string}}} */ (action ?? {});
  return use_stripe_sdk?.stripe_js ?? redirect_to_url?.url ?? "";
}

/** @param {PaymentIntent} intent */
function isPaid({ status }) {
  return status === "succeeded" || status === "processing" || status === "requires_capture";
}

/** @type {StripeError} */
const NOT_AUTHENTICATED = { type: "invalid_request_error", code: "payment_intent_authentication_failure" };

/** @param {PaymentIntent} intent @returns {StripeError} */
function authenticationError(intent) {
  return {
    ...NOT_AUTHENTICATED,
    message: inOurWords(intent.last_payment_error ?? NOT_AUTHENTICATED).message,
    payment_intent: intent,
  };
}

/** @param {IntentElements | undefined} known @param {'billingAddress' | 'shippingAddress'} kind */
function addressIn(known, kind) {
  const member = known?.group.member(kind);
  if (!member?.mounted()) return undefined;
  const { name, phone, address } = /** @type {AddressValue} */ (member.state().value.value);
  return { name, phone, address };
}

/** @param {IntentElements | undefined} known */
function shippingIn(known) {
  return addressIn(known, "shippingAddress");
}

/** @param {IntentElements | undefined} known @returns {string | undefined} */
function emailIn(known) {
  const member = known?.group.member("linkAuthentication") ?? known?.group.member("contactDetails");
  return member?.mounted() ? /** @type {{email: string}} */ (member.state().value.value).email : undefined;
}

/** @param {string} url @param {PaymentIntent} intent @param {string} secret @returns {string} */
function intentReturnAddress(url, intent, secret) {
  const address = new URL(url, location.href);
  address.searchParams.set("payment_intent", intent.id);
  address.searchParams.set("payment_intent_client_secret", secret);
  address.searchParams.set("redirect_status", intent.status === "processing" ? "processing" : "succeeded");
  return address.href;
}
