/** A refusal of the server or of a form, in the shape of Stripe's error bodies. */
class StripeFailure extends Error {
  /** @param {StripeError} error */
  constructor(error) {
    super(error.message);
    this.name = "StripeFailure";
    this.error = error;
  }
}

/** A mistake in the page that uses Stripe.js: it rejects or throws, and is not for shoppers. */
class IntegrationError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "IntegrationError";
  }
}

/** @param {unknown} failure @returns {StripeError} */
function asStripeError(failure) {
  if (failure instanceof StripeFailure) return failure.error;
  return { type: "api_error", message: messageOf(failure) };
}

/** @param {unknown} failure @returns {string} */
function messageOf(failure) {
  return failure instanceof Error && failure.message ? failure.message : say("trouble.something");
}
