/**
 * A session as it is read here: amounts as the language writes them, and in its words why a payment failed.
 * @param {PaymentPage} page in English, as the server knows it @returns {PaymentPage}
 */
function spokenPage(page) {
  if (language === "en") return page;
  const { currency, minorUnitsAmountDivisor: divisor, lastPaymentError } = page.session;
  const style = { style: /** @type {const} */ ("currency"), currency, maximumFractionDigits: 12 };
  const { format } = new Intl.NumberFormat(language, style);
  const session = withAmounts(page.session, (amount) => format(amount / divisor));
  return {
    ...page,
    session: { ...session, lastPaymentError: lastPaymentError && spokenError(page, lastPaymentError) },
  };
}

/** @param {PaymentPage} page @param {{message: string}} error */
function spokenError({ last_payment_error_code: code }, { message }) {
  return { message: inOurWords({ type: "card_error", code: code ?? undefined, message }).message ?? message };
}

/**
 * Everything with the amounts in it written anew, wherever they stand.
 * @template T @param {T} value @param {(minorUnits: number) => string} write @returns {T}
 */
function withAmounts(value, write) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return /** @type {T} */ (value.map((one) => withAmounts(one, write)));
  const parts = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withAmounts(part, write)]));
  if ("minorUnitsAmount" in parts) parts.amount = write(Number(parts.minorUnitsAmount));
  return /** @type {T} */ (parts);
}
