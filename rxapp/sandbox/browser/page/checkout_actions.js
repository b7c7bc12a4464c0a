// Stripe.js's own limit on the function given to runServerUpdate.
const SERVER_UPDATE_LIMIT = 20_000;

/** @param {string} message @returns {{type: 'error', error: BuyerError}} */
const buyerError = (message) => ({ type: "error", error: { message, code: null } });

/**
 * An update as actions do it: what a shopper can do about is resolved, not thrown.
 * @template {string} Code
 * @param {Checkout} checkout @param {object} body
 * @param {readonly Code[]} codes the refusals that have a name
 * @returns {Promise<Success | {type: 'error', error: {message: string, code: Code | null}, cause: StripeError}>}
 */
async function tryUpdate(checkout, body, codes) {
  if (checkout.confirming()) return { ...buyerError(say("trouble.paying")), cause: { type: "api_error" } };
  try {
    await checkout.update(body);
    return checkout.state.success();
  } catch (failure) {
    const cause = asStripeError(failure);
    const code = codes.find((known) => known === cause.code) ?? null;
    return { type: "error", error: { message: messageOf(failure), code }, cause };
  }
}

/** @param {Checkout} checkout @param {object} body @returns {Promise<Success | {type: 'error', error: BuyerError}>} */
async function plainUpdate(checkout, body) {
  const result = await tryUpdate(checkout, body, []);
  return result.type === "success" ? result : buyerError(result.error.message);
}

/** @param {Checkout} checkout @param {object} body @returns {Promise<Success>} */
async function certainUpdate(checkout, body) {
  await checkout.update(body);
  return checkout.state.success();
}

/**
 * @param {Checkout} checkout
 * @param {'update_discounts' | 'update_line_items' | 'update_shipping_details'} permission
 * @param {string} action
 */
function requireClientMay(checkout, permission, action) {
  if (checkout.state.page().permissions[permission] === "server_only")
    throw new IntegrationError(
      `${action}() can't be used when permissions.${permission} is server_only. Use runServerUpdate().`,
    );
}

/** @param {unknown} userFunction */
async function withinLimit(userFunction) {
  if (typeof userFunction !== "function")
    throw new IntegrationError("runServerUpdate() takes a function that returns a promise.");
  const limit = Promise.withResolvers();
  const timer = setTimeout(
    () => limit.reject(new IntegrationError("The server update took longer than 20 seconds.")),
    SERVER_UPDATE_LIMIT,
  );
  try {
    await Promise.race([userFunction(), limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Checkout} checkout @returns {Actions['runServerUpdate']} */
function runServerUpdate(checkout) {
  return async (userFunction) => {
    if (checkout.confirming()) return buyerError(say("trouble.paying"));
    const failure = await checkout.queue.run(async () => {
      await withinLimit(userFunction);
      return checkout.reload().catch((/** @type {unknown} */ error) => buyerError(messageOf(error)));
    });
    return failure ?? checkout.state.success();
  };
}

/** @param {Checkout} checkout @returns {Actions['updateEmail']} */
function updateEmail(checkout) {
  return async (email) => {
    const code = email === null ? null : emailProblem(email);
    if (code) return { type: "error", error: { code, message: emailMessage(code) } };
    const result = await tryUpdate(checkout, { email }, ["invalidEmail"]);
    if (result.type === "success") return result;
    const { message, code: refused } = result.error;
    if (refused === null) throw new StripeFailure(result.cause);
    return { type: "error", error: { message, code: refused } };
  };
}

/** @param {Checkout} checkout @returns {Actions['removeOptionalLineItem']} */
function removeOptionalLineItem(checkout) {
  return async (price) => {
    requireClientMay(checkout, "update_line_items", "removeOptionalLineItem");
    const result = await tryUpdate(checkout, { optional_item: { price, quantity: 0 } }, [
      "promotionCodeAmountInsufficient",
      "couponAppliesToNothing",
    ]);
    if (result.type === "success") return result;
    const { message, code } = result.error;
    if (code !== "promotionCodeAmountInsufficient") return { type: "error", error: { message, code } };
    return { type: "error", error: { message, code, promotionCodeAmountInsufficient: minimumOf(result.cause) } };
  };
}

/** @param {StripeError} error */
function minimumOf(error) {
  const { minimum_amount, minimum_amount_currency } =
    /** @type {{minimum_amount?: number, minimum_amount_currency?: string}} */ (error);
  return { minimumAmount: minimum_amount ?? 0, minimumAmountCurrency: minimum_amount_currency ?? "" };
}

/** @param {Checkout} checkout @returns {Actions['applyPromotionCode']} */
function applyPromotionCode(checkout) {
  return async (promotionCode) => {
    requireClientMay(checkout, "update_discounts", "applyPromotionCode");
    if (!checkout.state.page().allow_promotion_codes)
      throw new IntegrationError("applyPromotionCode() needs a Checkout Session with allow_promotion_codes=true.");
    const codes = /** @type {const} */ (["invalidCode", "promotionCodeAmountInsufficient"]);
    const result = await tryUpdate(checkout, { promotion_code: promotionCode }, codes);
    return result.type === "success" ? result : { type: "error", error: result.error };
  };
}

/**
 * @typedef {Extract<ValidateElementsResult, {type: 'error'}>} ValidationFailure
 * @typedef {ValidationFailure['error']['validation_errors'][number]['element']} ValidatedElement
 */

/** @param {Checkout} checkout @returns {Actions['validateElements']} */
function validateElements(checkout) {
  return async () => {
    const forms = checkout.requiredForms();
    if (forms.length === 0)
      return {
        type: "error",
        error: { code: "no_elements", message: "There are no mounted Elements to validate.", validation_errors: [] },
      };
    const problems = (await problemsIn(forms)).map(({ kind, problem: { message } }) => ({
      message,
      element: /** @type {ValidatedElement} */ (kind),
    }));
    if (problems.length === 0) return checkout.state.success();
    return {
      type: "error",
      error: { code: "validation_error", message: problems[0].message, validation_errors: problems },
    };
  };
}

/** @param {Checkout} checkout @returns {Actions} */
function createActions(checkout) {
  return {
    getSession: () => checkout.state.session(),
    runServerUpdate: runServerUpdate(checkout),
    confirm: confirmCheckout(checkout),
    validateElements: validateElements(checkout),
    applyPromotionCode: applyPromotionCode(checkout),
    async removePromotionCode() {
      requireClientMay(checkout, "update_discounts", "removePromotionCode");
      return plainUpdate(checkout, { promotion_code: "" });
    },
    async updateShippingAddress(contact) {
      requireClientMay(checkout, "update_shipping_details", "updateShippingAddress");
      return plainUpdate(checkout, { shipping_address: contact });
    },
    updateBillingAddress: (contact) => plainUpdate(checkout, { billing_address: contact }),
    updateEmail: updateEmail(checkout),
    updatePhoneNumber: (phone) => certainUpdate(checkout, { phone_number: phone }),
    updateIndividualName: (name) => certainUpdate(checkout, { individual_name: name }),
    updateBusinessName: (name) => certainUpdate(checkout, { business_name: name }),
    async updateLineItemQuantity({ lineItem, quantity }) {
      requireClientMay(checkout, "update_line_items", "updateLineItemQuantity");
      return plainUpdate(checkout, { line_item: { id: lineItem, quantity } });
    },
    updateShippingOption: (option) => plainUpdate(checkout, { shipping_option: option }),
    async updateTaxIdInfo(info) {
      const result = await tryUpdate(checkout, { tax_id_info: info }, ["invalidTaxId"]);
      return result.type === "success" ? result : { type: "error", error: result.error };
    },
    async addOptionalLineItem(price) {
      requireClientMay(checkout, "update_line_items", "addOptionalLineItem");
      return plainUpdate(checkout, { optional_item: { price, quantity: 1 } });
    },
    removeOptionalLineItem: removeOptionalLineItem(checkout),
  };
}
