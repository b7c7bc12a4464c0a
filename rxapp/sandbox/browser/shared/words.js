/** What is spoken: the one language of a frame or page of its own, or in a shop's page that of the Stripe made last. */
let language = Object.keys(WORDS)[0];

/**
 * The language that answers a locale; without one, or with `auto`, the first that the browser would take.
 * @param {string | null} [locale] @returns {string} English where it is another
 */
function languageFor(locale) {
  const wanted = locale && locale !== "auto" ? [locale] : navigator.languages;
  const primary = wanted.map((one) => one.split(/[-_]/)[0].toLowerCase());
  return primary.find((one) => one in WORDS) ?? "en";
}

/** @param {string} chosen */
function speak(chosen) {
  language = chosen;
}

/**
 * A sentence with what belongs into its places; `count` chooses between its forms where it has several.
 * @param {string} name @param {Record<string, string | number>} [places] @returns {string}
 */
function say(name, places = {}) {
  const sentence = WORDS[language][name] ?? name;
  const text = typeof sentence === "string" ? sentence : formOf(sentence, Number(places.count));
  return text.replace(/\{(\w+)\}/g, (_, place) => String(places[place]));
}

/** @param {Record<string, string>} forms @param {number} count @returns {string} */
function formOf(forms, count) {
  if (count === 1 && forms.single) return forms.single;
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}

/** A document of ours in the language that is spoken, or in that of its own locale.
 * @param {string} url @param {string | null} [locale] @returns {string} */
function inLanguage(url, locale) {
  return `${url}?locale=${locale && locale !== "auto" ? languageFor(locale) : language}`;
}

/**
 * What the server refuses, as a buyer would like to read it; what is for whoever built the page stays as it is.
 * @param {StripeError} error @returns {StripeError}
 */
function inOurWords(error) {
  const known = [error.decline_code, error.code].find((code) => code && `refusals.${code}` in WORDS[language]);
  return known ? { ...error, message: say(`refusals.${known}`) } : error;
}
