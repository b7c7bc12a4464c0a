/**
 * `stripe.redirectToCheckout()`, until clover: leaves for the session's hosted page.
 * @param {string} key @param {{sessionId?: string}} options @returns {Promise<{error: StripeError}>}
 */
async function redirectToCheckout(key, { sessionId } = {}) {
  if (!sessionId)
    throw new IntegrationError(
      "The local Stripe's redirectToCheckout() needs sessionId. Make the session on a server.",
    );
  try {
    const { url } = /** @type {{url: string}} */ (
      await createServer(SERVER_ADDRESS, key).post(`/v1/payment_pages/${sessionId}/address`, {})
    );
    return await leaveFor(url);
  } catch (failure) {
    return { error: asStripeError(failure) };
  }
}
