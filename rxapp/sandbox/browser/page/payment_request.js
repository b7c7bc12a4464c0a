/**
 * @typedef {object} PaymentRequestOptions
 * @property {string} country
 * @property {string} currency
 * @property {{amount: number, label: string}} total
 */

/**
 * @typedef {object} StandInRequest
 * @property {() => Promise<null>} canMakePayment
 * @property {() => void} show
 * @property {() => void} abort
 * @property {() => boolean} isShowing
 * @property {(options: object) => void} update
 * @property {(event: string, handler: Handler) => StandInRequest} on
 * @property {(event: string, handler: Handler) => StandInRequest} once
 * @property {(event: string, handler?: Handler) => StandInRequest} off
 *
 * `stripe.paymentRequest()`, as it is where no wallet is: nobody can pay with one, and the page leaves its button out.
 * @param {PaymentRequestOptions} options @returns {StandInRequest}
 */
function createPaymentRequest(options) {
  for (const name of /** @type {const} */ (["country", "currency", "total"]))
    if (!options?.[name]) throw new IntegrationError(`paymentRequest(): missing required property ${name}.`);
  const listeners = createListeners();
  /** @type {StandInRequest} */
  const request = {
    canMakePayment: async () => null,
    show() {
      throw new IntegrationError("The local Stripe has no wallets. Show the button only if canMakePayment() says so.");
    },
    abort() {},
    isShowing: () => false,
    update() {},
    on: chained(listeners.on, () => request),
    once: chained(listeners.once, () => request),
    off: chained(listeners.off, () => request),
  };
  return request;
}
