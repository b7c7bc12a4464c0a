/**
 * How a brand's numbers look; those longer than its groups are in `longer` ones.
 * @typedef {{brand: string, pattern: RegExp, lengths: number[], groups: number[], code: number, longer?: number[]}} CardBrandRule
 */

/** @type {CardBrandRule[]} */
const CARD_BRANDS = [
  { brand: "visa", pattern: /^4/, lengths: [16], groups: [4, 4, 4, 4], code: 3 },
  { brand: "mastercard", pattern: /^(5[1-5]|2[2-7])/, lengths: [16], groups: [4, 4, 4, 4], code: 3 },
  { brand: "amex", pattern: /^3[47]/, lengths: [15], groups: [4, 6, 5], code: 4 },
  { brand: "discover", pattern: /^(6011|65|64[4-9])/, lengths: [16], groups: [4, 4, 4, 4], code: 3 },
  { brand: "diners", pattern: /^3(0[0-5]|[689])/, lengths: [14, 16], groups: [4, 6, 4], code: 3, longer: [4, 4, 4, 4] },
  { brand: "jcb", pattern: /^35/, lengths: [16], groups: [4, 4, 4, 4], code: 3 },
  { brand: "unionpay", pattern: /^62/, lengths: [16, 17, 18, 19], groups: [4, 4, 4, 4, 3], code: 3 },
];

/** @type {CardBrandRule} */
const UNKNOWN_BRAND = { brand: "unknown", pattern: /^/, lengths: [16], groups: [4, 4, 4, 4, 3], code: 3 };

/** @param {string} number @returns {CardBrandRule} */
function brandOf(number) {
  const digits = digitsOf(number);
  return CARD_BRANDS.find(({ pattern }) => pattern.test(digits)) ?? UNKNOWN_BRAND;
}

/** @param {string} text @returns {string} */
function formatNumber(text) {
  const { groups, lengths, longer = groups } = brandOf(text);
  const digits = digitsOf(text).slice(0, Math.max(...lengths));
  const fits = digits.length <= groups.reduce((total, size) => total + size, 0);
  const parts = [];
  let start = 0;
  for (const size of fits ? groups : longer) {
    if (start < digits.length) parts.push(digits.slice(start, start + size));
    start += size;
  }
  return parts.join(" ");
}

/** The check digit of Luhn: every second digit from the right counts double.
 * @param {string} digits @returns {boolean} */
function passesLuhn(digits) {
  const sum = Array.from(digits)
    .reverse()
    .map((digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 2))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return sum % 10 === 0;
}

/** @param {string} text @returns {Examination} */
function examineNumber(text) {
  const digits = digitsOf(text);
  const { lengths } = brandOf(digits);
  if (digits.length < Math.min(...lengths)) return complaint("incomplete_number");
  if (lengths.includes(digits.length) && passesLuhn(digits)) return { complete: true };
  return complaint("invalid_number", digits.length >= Math.max(...lengths));
}

/** @param {string} text @param {string} before what the field held @returns {string} */
function formatExpiry(text, before) {
  const digits = expiryDigits(text);
  const deleting = text.length < before.length && before.startsWith(text);
  if (digits.length < 2) return digits;
  if (!deleting || digits.length > 2) return `${digits.slice(0, 2)} / ${digits.slice(2)}`;
  // Backspace over the slash takes the digit before it, or the field could not be emptied.
  return before.endsWith(" / ") ? digits.slice(0, 1) : digits;
}

/** @param {string} text such as 1, 0129, 1/29, 01/2029, 2029-01 @returns {string} at most four digits */
function expiryDigits(text) {
  const yearFirst = /^\s*20(\d{2})(?:\s*[-/.]\s*(\d{1,2})|(\d{2}))\s*$/.exec(text);
  if (yearFirst) return (yearFirst[2] ?? yearFirst[3]).padStart(2, "0") + yearFirst[1];
  const [month, year] = text.split("/").map(digitsOf);
  if (year !== undefined)
    return month && month.padStart(2, "0").slice(0, 2) + year.slice(year.length === 4 ? 2 : 0).slice(0, 2);
  if (/^[2-9]$/.test(month) || /^1[3-9]$/.test(month)) return `0${month}`;
  return month.length === 6 ? month.slice(0, 2) + month.slice(4) : month.slice(0, 4);
}

/** @param {string} text @returns {{month: number, year: number}} */
function readExpiry(text) {
  const digits = digitsOf(text);
  return { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2, 4)) };
}

/** @param {string} text @param {Date} [today] @returns {Examination} */
function examineExpiry(text, today = new Date()) {
  const { month, year } = readExpiry(text);
  const digits = digitsOf(text);
  if (digits.length >= 2 && (month < 1 || month > 12)) return complaint("invalid_expiry_month", true);
  if (digits.length < 4) return complaint("incomplete_expiry");
  const age = (today.getFullYear() - year) * 12 + today.getMonth() + 1 - month;
  if (age > 0) return complaint("invalid_expiry_year_past", true);
  if (age < -50 * 12) return complaint("invalid_expiry_year", true);
  return { complete: true };
}

/** @param {string} text @param {string} number @returns {Examination} */
function examineCode(text, number) {
  if (digitsOf(text).length === brandOf(number).code) return { complete: true };
  return complaint("incomplete_cvc");
}
