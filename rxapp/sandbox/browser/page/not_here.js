/** What Stripe.js can do and the local one can't: each says so when it is called. */
const NOT_HERE = [
  "collectBankAccountForPayment",
  "collectBankAccountForSetup",
  "collectBankAccountToken",
  "collectFinancialConnectionsAccounts",
  "confirmAcssDebitPayment",
  "confirmAcssDebitSetup",
  "confirmAffirmPayment",
  "confirmAfterpayClearpayPayment",
  "confirmAlipayPayment",
  "confirmAmazonPaySetup",
  "confirmAuBecsDebitPayment",
  "confirmAuBecsDebitSetup",
  "confirmBacsDebitSetup",
  "confirmBancontactPayment",
  "confirmBancontactSetup",
  "confirmBilliePayment",
  "confirmBlikPayment",
  "confirmBlikSetup",
  "confirmBoletoPayment",
  "confirmCashappPayment",
  "confirmCashappSetup",
  "confirmCustomerBalancePayment",
  "confirmEpsPayment",
  "confirmFpxPayment",
  "confirmGiropayPayment",
  "confirmGrabPayPayment",
  "confirmIdealPayment",
  "confirmIdealSetup",
  "confirmKlarnaPayment",
  "confirmKonbiniPayment",
  "confirmMobilepayPayment",
  "confirmMultibancoPayment",
  "confirmOxxoPayment",
  "confirmP24Payment",
  "confirmPayByBankPayment",
  "confirmPayNowPayment",
  "confirmPayPalPayment",
  "confirmPayPalSetup",
  "confirmPixPayment",
  "confirmPromptPayPayment",
  "confirmSepaDebitPayment",
  "confirmSepaDebitSetup",
  "confirmSofortPayment",
  "confirmSofortSetup",
  "confirmTwintPayment",
  "confirmUsBankAccountPayment",
  "confirmUsBankAccountSetup",
  "confirmWechatPayPayment",
  "createEphemeralKeyNonce",
  "createRadarSession",
  "createSource",
  "createToken",
  "initializePricing",
  "processOrder",
  "retrieveOrder",
  "retrieveSource",
  "verifyIdentity",
  "verifyMicrodepositsForPayment",
  "verifyMicrodepositsForSetup",
];

/** Those that don't answer with a promise. */
const NOT_HERE_AT_ONCE = ["initCheckoutFormSdk"];

/** What has another name since a train, or went. */
const RENAMED = /** @type {const} */ ([
  ["initCheckout", "dahlia", "initCheckoutElementsSdk() makes a checkout since dahlia"],
  ["initEmbeddedCheckout", "dahlia", "createEmbeddedCheckoutPage() embeds Checkout since dahlia"],
  ["redirectToCheckout", "clover", "send the browser to the Checkout Session's url since clover"],
]);

/** @param {string} method @returns {Promise<never>} */
function notHere(method) {
  return Promise.reject(new IntegrationError(`The local Stripe has no ${method}(). Use the Payment Element.`));
}

/** What does the same here. @type {Record<string, string>} */
const INSTEAD = { initCheckoutFormSdk: " Use createEmbeddedCheckoutPage(), or initCheckoutElementsSdk()." };

/** @param {string} method @returns {never} */
function throwNotHere(method) {
  throw new IntegrationError(`The local Stripe has no ${method}().${INSTEAD[method] ?? ""}`);
}

/** @returns {Record<string, () => unknown>} */
function methodsNotHere() {
  const names = Object.fromEntries([
    ...NOT_HERE.map((method) => [method, () => notHere(method)]),
    ...NOT_HERE_AT_ONCE.map((method) => [method, () => throwNotHere(method)]),
  ]);
  const gone = RENAMED.filter(([, since]) => isSince(since)).map(([method, , instead]) => [
    method,
    () => {
      throw new IntegrationError(`Stripe.js has no ${method}() any more: ${instead}.`);
    },
  ]);
  return { ...ofTrain(names), ...Object.fromEntries(gone) };
}
