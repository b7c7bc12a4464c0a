const COUNTRY_CODES = (
  "AF AX AL DZ AD AO AI AQ AG AR AM AW AC AU AT AZ BS BH BD BB BY BE BZ BJ BM BT BO BA BW BV BR IO VG BN BG BF BI KH CM CA " +
  "CV BQ KY CF TD CL CN CO KM CG CD CK CR CI HR CW CY CZ DK DJ DM DO EC EG SV GQ ER EE SZ ET FK FO FJ FI FR GF PF TF " +
  "GA GM GE DE GH GI GR GL GD GP GU GT GG GN GW GY HT HN HK HU IS IN ID IQ IE IM IL IT JM JP JE JO KZ KE KI XK KW KG " +
  "LA LV LB LS LR LY LI LT LU MO MG MW MY MV ML MT MQ MR MU YT MX MD MC MN ME MS MA MZ MM NA NR NP NL NC NZ NI NE NG " +
  "NU MK NO OM PK PS PA PG PY PE PH PN PL PT PR QA RE RO RU RW WS SM ST SA SN RS SC SL SG SX SK SI SB SO ZA GS KR SS " +
  "ES LK BL SH KN LC MF PM VC SR SJ SE CH TW TJ TZ TH TL TG TK TO TT TA TN TR TM TC UG UA AE GB US UY UZ VU VA VE VN " +
  "WF EH YE ZM ZW"
).split(" ");

const COUNTRY_NAMES = new Intl.DisplayNames([language], { type: "region" });

/** @param {string[] | null} [allowed] @returns {[code: string, name: string][]} */
function countryChoices(allowed) {
  const codes = allowed ?? COUNTRY_CODES;
  return codes
    .map((code) => /** @type {[string, string]} */ ([code, COUNTRY_NAMES.of(code) ?? code]))
    .sort(([, one], [, other]) => one.localeCompare(other, language));
}

/** @param {string[] | null} [allowed] @returns {string} the shopper's own country if it is offered */
function likelyCountry(allowed) {
  const codes = allowed ?? COUNTRY_CODES;
  const region = spokenRegion();
  return codes.includes(region) ? region : (codes[0] ?? "US");
}

/** Where Stripe looks at the shopper's address in the network, this one goes by what the form and the browser speak. */
function spokenRegion() {
  const browsers = new Intl.Locale(navigator.language);
  // English is spoken everywhere, so that a form in English says nothing about where its reader is.
  const known = language === "en" || browsers.language === language ? browsers : new Intl.Locale(language);
  return known.maximize().region ?? "US";
}

/** @type {Record<string, RegExp>} */
const POSTAL_PATTERNS = {
  US: /^\d{5}(-?\d{4})?$/,
  CA: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
};

/** The countries whose cards are checked against a postal code; elsewhere the country is enough. */
const CARD_POSTAL_COUNTRIES = Object.keys(POSTAL_PATTERNS);

/** @param {string} country @returns {string} */
function postalLabel(country) {
  return say(country === "US" ? "card.zip" : "card.postal");
}

/** @param {string} value @param {string} country @returns {Examination} */
function examinePostal(value, country) {
  const text = value.trim();
  if ((POSTAL_PATTERNS[country] ?? /./).test(text)) return { complete: true };
  if (country !== "US") return complaint("incomplete_zip", false, "incomplete_postal_code");
  return complaint(text.length >= 5 ? "invalid_zip" : "incomplete_zip");
}

/** Where there are no postal codes, none may be asked for. */
const WITHOUT_POSTAL_CODES = (
  "AE AG AN AO AW BF BI BJ BO BS BW BZ CD CF CG CI CK CM DJ DM ER FJ GD GH GM GQ GY HK JM KI KM KN LC ML MO MR MW NR NU PA " +
  "QA RW SB SC SL SO SR ST SY TF TG TK TL TO TT TV UG VU YE ZW"
).split(" ");
