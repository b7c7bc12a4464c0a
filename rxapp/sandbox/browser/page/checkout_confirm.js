/** @param {Checkout} checkout @returns {Actions['confirm']} */
function confirmCheckout(checkout) {
  return async (chosen = {}) => {
    requireConfirmable(checkout, chosen);
    if (checkout.confirming()) return buyerError(say("trouble.paying"));
    if (checkout.actionsPending()) return buyerError(say("trouble.updating"));
    // What the shopper has seen is what may be charged, even if an address just typed changes the total.
    const expected = checkout.state.page().session.total.total.minorUnitsAmount;
    checkout.setConfirming(true);
    const result = await pay(checkout, chosen, expected).finally(() => checkout.setConfirming(false));
    if (result.type === "success" && chosen.redirect !== "if_required") await leaveFor(returnAddress(checkout, chosen));
    return result;
  };
}

/** @param {Checkout} checkout @param {ConfirmArguments} chosen */
function requireConfirmable(checkout, { returnUrl, redirect, paymentMethod }) {
  const page = checkout.state.page();
  if (returnUrl && page.return_url)
    throw new IntegrationError("returnUrl can't be passed to confirm() when the Checkout Session has a return_url.");
  if (!returnUrl && !page.return_url && redirect !== "if_required")
    throw new IntegrationError("confirm() needs a returnUrl when the Checkout Session has no return_url.");
  if (page.payment_method_required && !paymentMethod && !checkout.group.member("payment")?.mounted())
    throw new IntegrationError("confirm() needs a mounted Payment Element, or a paymentMethod.");
}

/**
 * @param {Checkout} checkout
 * @param {ConfirmArguments} chosen
 * @param {number} expected
 * @returns {Promise<ConfirmResult>}
 */
async function pay(checkout, chosen, expected) {
  const forms = checkout.requiredForms().filter(({ kind }) => kind !== "payment" || !chosen.paymentMethod);
  const [first] = await problemsIn(forms);
  if (first) return buyerError(first.problem.message);
  try {
    await checkout.sync.settle();
    const body = { expected_amount: expected, ...(await detailsToConfirm(checkout, chosen)) };
    return await finish(checkout, await checkout.call("/confirm", body));
  } catch (failure) {
    return explain(checkout, asStripeError(failure));
  }
}

/** @param {Checkout} checkout @param {ConfirmArguments} chosen */
async function detailsToConfirm(checkout, chosen) {
  const { session, payment_method_required } = checkout.state.page();
  const email = chosen.email ?? session.email;
  const phone = chosen.phoneNumber ?? session.phoneNumber;
  const billing = chosen.billingAddress ?? session.billingAddress;
  const payment = checkout.group.member("payment");
  const details = { name: billing?.name, email, phone, address: billing?.address };
  const createsMethod = payment_method_required && !chosen.paymentMethod;
  return {
    payment_method: createsMethod ? (await payment?.createPaymentMethod(details))?.id : chosen.paymentMethod,
    return_url: chosen.returnUrl,
    email: chosen.email,
    phone_number: chosen.phoneNumber,
    billing_address: chosen.billingAddress,
    shipping_address: chosen.shippingAddress,
    save_payment_method: chosen.savePaymentMethod,
  };
}

/** @param {Checkout} checkout @param {Confirmation} confirmation @returns {Promise<ConfirmResult>} */
async function finish(checkout, { page, next_action }) {
  checkout.take(page);
  if (next_action) {
    await authenticate(next_action.url, checkout.key);
    await checkout.reload();
  }
  const { status, lastPaymentError } = checkout.state.page().session;
  if (status.type === "complete") return checkout.state.success();
  return paymentFailed(lastPaymentError?.message ?? say("refusals.payment_intent_authentication_failure"), null);
}

/**
 * An answer that got lost may have been a success, so the session has the last word.
 * @param {Checkout} checkout @param {StripeError} error @returns {Promise<ConfirmResult>}
 */
async function explain(checkout, error) {
  await checkout.reload().catch(() => {});
  if (checkout.state.page().session.status.type === "complete") return checkout.state.success();
  const message = error.message ?? say("trouble.not_processed");
  return error.type === "card_error" ? paymentFailed(message, error.decline_code ?? null) : buyerError(message);
}

/** @param {string} message @param {string | null} declineCode @returns {ConfirmResult} */
function paymentFailed(message, declineCode) {
  return { type: "error", error: { message, code: "paymentFailed", paymentFailed: { declineCode } } };
}

/** @param {Checkout} checkout @param {ConfirmArguments} chosen @returns {string} */
function returnAddress(checkout, { returnUrl }) {
  const page = checkout.state.page();
  return (returnUrl ?? page.return_url ?? "").replaceAll("{CHECKOUT_SESSION_ID}", page.session.id);
}

/** How the page is left. Embedded Checkout is a frame: with it, the page around it is left. */
const leaving = { go: (/** @type {string} */ url) => location.assign(url) };

/** The browser is on its way to another page: what comes after must not run any more.
 * @param {string} url @returns {Promise<never>} */
function leaveFor(url) {
  leaving.go(url);
  return new Promise(() => {});
}
