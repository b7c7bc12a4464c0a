/**
 * The browser's calls to the local Stripe.
 * @param {string} address where the local Stripe is, without a slash at its end
 * @param {string} key the publishable key
 * @returns {Server}
 */
function createServer(address, key) {
  return {
    /** @template T @param {string} path @param {object} body @returns {Promise<T>} */
    async post(path, body) {
      const response = await reach(`${address}${path}`, { key, ...body });
      const answer = await readJson(response);
      if (!response.ok) throw new StripeFailure(errorIn(answer));
      return /** @type {T} */ (answer);
    },
  };
}

/** @param {string} url @param {object} body */
async function reach(url, body) {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "text/plain" }, // for any other a browser would first ask whether it may
      credentials: "omit",
      body: JSON.stringify(body),
    });
  } catch {
    throw unreachable();
  }
}

/** @param {Response} response @returns {Promise<unknown>} */
async function readJson(response) {
  try {
    return await response.json();
  } catch {
    throw unreachable();
  }
}

function unreachable() {
  return new StripeFailure({ type: "api_connection_error", message: say("trouble.unreachable") });
}

/** @param {unknown} answer @returns {StripeError} */
function errorIn(answer) {
  const { error } = /** @type {{error?: StripeError}} */ (answer);
  return error ? inOurWords(error) : { type: "api_error", message: say("trouble.unexpected") };
}
