/**
 * @typedef {Record<string, unknown>} FormerSession a session as an older train has it
 * @typedef {{minorUnitsAmount: number, amount: string}} Amount
 */

const FORMER_AMOUNTS = ["discount", "subtotal", "taxExclusive", "taxInclusive"];

/** @param {Session} session @returns {FormerSession} */
function sessionOfTrain(session) {
  const former = /** @type {FormerSession & {lineItems: {recurring: object | null}[]}} */ (partsOfTrain(session));
  if (isSince("dahlia")) return former;
  const prorated = session.recurring?.isProrated ?? false;
  const lineItems = former.lineItems.map((item) => ({
    ...item,
    recurring: item.recurring ? { ...item.recurring, isProrated: prorated } : null,
  }));
  const { isProrated: _, ...recurring } = /** @type {FormerSession} */ (former.recurring ?? {});
  const moved = { ...former, lineItems, recurring: session.recurring ? recurring : null };
  return isSince("acacia") ? moved : inMinorUnits(moved);
}

/** @param {unknown} value @param {string} [parent] the member that holds it @returns {unknown} */
function partsOfTrain(value, parent = "") {
  if (Array.isArray(value)) return value.map((child) => partsOfTrain(child, parent));
  if (typeof value !== "object" || value === null) return value;
  const known = Object.entries(value).filter(([name]) => isOfTrain(name) && isOfTrain(`${parent}.${name}`));
  return Object.fromEntries(known.map(([name, child]) => [name, partsOfTrain(child, name)]));
}

/**
 * Before acacia an amount was a number of minor units, and some had longer names.
 * @param {FormerSession} session @returns {FormerSession}
 */
function inMinorUnits(session) {
  const plain = /** @type {FormerSession & {lineItems: FormerSession[], recurring: FormerSession | null}} */ (
    numbered(session)
  );
  const { recurring, lineItems } = plain;
  return {
    ...plain,
    confirmationRequirements: [],
    lineItems: lineItems.map(longNamed),
    recurring: recurring && { ...recurring, dueNext: longNamed(/** @type {FormerSession} */ (recurring.dueNext)) },
  };
}

/** @param {unknown} value @returns {unknown} */
function numbered(value) {
  if (Array.isArray(value)) return value.map(numbered);
  if (typeof value !== "object" || value === null) return value;
  if (!("minorUnitsAmount" in value)) return eachNumbered(value);
  const { minorUnitsAmount, amount: _, ...rest } = /** @type {Amount} */ (value);
  return Object.keys(rest).length === 0 ? minorUnitsAmount : { ...eachNumbered(rest), amount: minorUnitsAmount };
}

/** @param {object} value @returns {FormerSession} */
function eachNumbered(value) {
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, numbered(child)]));
}

/** `discount` was `amountDiscount`. @param {FormerSession} amounts @returns {FormerSession} */
function longNamed(amounts) {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, value]) => [
      FORMER_AMOUNTS.includes(name) ? `amount${name.charAt(0).toUpperCase()}${name.slice(1)}` : name,
      value,
    ]),
  );
}
