/**
 * @typedef {{setupIntent: SetupIntent, error?: undefined} | {error: StripeError, setupIntent?: undefined}} SetupResult
 */

/** @param {string} clientSecret @returns {boolean} whether a card is kept with it, and nothing paid */
function isOfSetup(clientSecret) {
  return clientSecret.startsWith("seti_");
}

/** @param {string} clientSecret @returns {string} */
function setupPath(clientSecret) {
  if (typeof clientSecret !== "string" || !/^seti_.+_secret_.+$/.test(clientSecret))
    throw new IntegrationError("clientSecret must be the client_secret of a SetupIntent, seti_…_secret_….");
  return `/v1/setup_intents/${clientSecret.split("_secret_")[0]}`;
}

/** @param {Server} server @param {string} clientSecret @returns {Promise<SetupIntent>} */
async function retrieveSetup(server, clientSecret) {
  return server.post(`${setupPath(clientSecret)}/retrieve`, { client_secret: clientSecret });
}

/** @param {string} key @param {string} clientSecret @returns {Promise<SetupResult>} */
async function retrieveSetupIntent(key, clientSecret) {
  setupPath(clientSecret);
  try {
    return { setupIntent: await retrieveSetup(createServer(SERVER_ADDRESS, key), clientSecret) };
  } catch (failure) {
    return { error: asStripeError(failure) };
  }
}

/**
 * Keeps what was typed for later.
 * @param {string} key @param {ConfirmPaymentOptions} options @returns {Promise<SetupResult>}
 */
async function confirmSetup(key, options) {
  const { known, secret } = confirmationOf("confirmSetup", options);
  const { confirmParams = {}, redirect = "always" } = options;
  const result = await keepForLater(key, secret, known, confirmParams);
  if (result.setupIntent && redirect === "always")
    await leaveFor(setupReturnAddress(confirmParams.return_url ?? "", result.setupIntent, secret));
  return result;
}

/**
 * @param {string} key @param {string} secret @param {IntentElements | undefined} known
 * @param {ConfirmParams} chosen @param {boolean} [handles] what the bank may ask @returns {Promise<SetupResult>}
 */
async function keepForLater(key, secret, known, chosen, handles = true) {
  const server = createServer(SERVER_ADDRESS, key);
  const path = setupPath(secret);
  const problem = known ? await firstProblem(known.group) : null;
  if (problem) return { error: problem };
  try {
    await known?.ready;
    /** @type {{setup_intent: SetupIntent, next_action: {url: string} | null}} */
    const { setup_intent, next_action } = await server.post(`${path}/confirm_in_browser`, {
      client_secret: secret,
      payment_method: chosen.payment_method ?? (known && (await methodOf(known, chosen))),
      return_url: chosen.return_url,
    });
    if (!next_action || !handles) return { setupIntent: setup_intent };
    await authenticate(next_action.url, key);
    return setupAnswered(await retrieveSetup(server, secret));
  } catch (failure) {
    return explainSetup(server, secret, asStripeError(failure));
  }
}

/** @param {SetupIntent} setupIntent whose bank has asked @returns {SetupResult} */
function setupAnswered(setupIntent) {
  if (setupIntent.status === "succeeded") return { setupIntent };
  return {
    error: {
      type: "invalid_request_error",
      code: "setup_intent_authentication_failure",
      message: inOurWords(setupIntent.last_setup_error ?? NOT_AUTHENTICATED).message,
      setup_intent: setupIntent,
    },
  };
}

/**
 * An answer that got lost may have been a success, so the intent has the last word.
 * @param {Server} server @param {string} secret @param {StripeError} error @returns {Promise<SetupResult>}
 */
async function explainSetup(server, secret, error) {
  if (error.type !== "api_connection_error") return { error };
  const setupIntent = await retrieveSetup(server, secret).catch(() => null);
  return setupIntent?.status === "succeeded" ? { setupIntent } : { error };
}

/** @param {string} key @param {string} secret @returns {Promise<SetupResult>} */
async function handleSetupAction(key, secret) {
  const found = await retrieveSetupIntent(key, secret);
  if (found.setupIntent?.status !== "requires_action") return found;
  await authenticate(actionAddress(found.setupIntent.next_action), key);
  const answered = await retrieveSetupIntent(key, secret);
  return answered.setupIntent ? setupAnswered(answered.setupIntent) : answered;
}

/** @param {string} url @param {SetupIntent} intent @param {string} secret @returns {string} */
function setupReturnAddress(url, intent, secret) {
  const address = new URL(url, location.href);
  address.searchParams.set("setup_intent", intent.id);
  address.searchParams.set("setup_intent_client_secret", secret);
  address.searchParams.set("redirect_status", "succeeded");
  return address.href;
}
