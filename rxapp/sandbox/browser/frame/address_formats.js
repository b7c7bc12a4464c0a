/**
 * What the parts of a country's addresses are called, by the names of these words.
 * @typedef {object} AddressFormat
 * @property {string} city
 * @property {string} [state] absent where addresses have none
 * @property {[code: string, name: string][]} [states]
 * @property {string} [postal] absent where there are no postal codes
 * @property {boolean} [largestFirst] written from the country down to the door
 */

/** @param {string} list @returns {[code: string, name: string][]} */
function regions(list) {
  return list.split(", ").map((entry) => /** @type {[string, string]} */ (entry.split(/:(.*)/).slice(0, 2)));
}

const US_STATES = regions(
  "AL:Alabama, AK:Alaska, AS:American Samoa, AZ:Arizona, AR:Arkansas, AA:Armed Forces Americas, AE:Armed Forces Europe, " +
    "AP:Armed Forces Pacific, CA:California, CO:Colorado, CT:Connecticut, DE:Delaware, DC:District of Columbia, FL:Florida, " +
    "GA:Georgia, GU:Guam, HI:Hawaii, ID:Idaho, IL:Illinois, IN:Indiana, IA:Iowa, KS:Kansas, KY:Kentucky, LA:Louisiana, " +
    "ME:Maine, MH:Marshall Islands, MD:Maryland, MA:Massachusetts, MI:Michigan, FM:Micronesia, MN:Minnesota, " +
    "MS:Mississippi, MO:Missouri, MT:Montana, NE:Nebraska, NV:Nevada, NH:New Hampshire, NJ:New Jersey, NM:New Mexico, " +
    "NY:New York, NC:North Carolina, ND:North Dakota, MP:Northern Mariana Islands, OH:Ohio, OK:Oklahoma, OR:Oregon, " +
    "PW:Palau, PA:Pennsylvania, PR:Puerto Rico, RI:Rhode Island, SC:South Carolina, SD:South Dakota, TN:Tennessee, " +
    "TX:Texas, UT:Utah, VT:Vermont, VI:Virgin Islands, VA:Virginia, WA:Washington, WV:West Virginia, WI:Wisconsin, WY:Wyoming",
);

const CA_PROVINCES = regions(
  "AB:Alberta, BC:British Columbia, MB:Manitoba, NB:New Brunswick, NL:Newfoundland and Labrador, NT:Northwest Territories, " +
    "NS:Nova Scotia, NU:Nunavut, ON:Ontario, PE:Prince Edward Island, QC:Quebec, SK:Saskatchewan, YT:Yukon",
);

const AU_STATES = regions(
  "ACT:Australian Capital Territory, NSW:New South Wales, NT:Northern Territory, QLD:Queensland, SA:South Australia, " +
    "TAS:Tasmania, VIC:Victoria, WA:Western Australia",
);

/** @type {Record<string, AddressFormat>} */
const ADDRESS_FORMATS = {
  US: { city: "city", state: "state", states: US_STATES, postal: "zip" },
  CA: { city: "city", state: "province", states: CA_PROVINCES, postal: "postal" },
  AU: { city: "suburb", state: "state", states: AU_STATES, postal: "postal" },
  GB: { city: "town", postal: "postal" },
  IE: { city: "city", state: "county", postal: "eircode" },
  IN: { city: "city", state: "state", postal: "pin" },
  BR: { city: "city", state: "state", postal: "postal" },
  MX: { city: "city", state: "state", postal: "postal" },
  JP: { city: "city", state: "prefecture", postal: "postal", largestFirst: true },
  CN: { city: "city", state: "province", postal: "postal", largestFirst: true },
  IT: { city: "city", state: "province", postal: "postal" },
  ES: { city: "city", state: "province", postal: "postal" },
  HK: { city: "district", state: "area" },
  AE: { city: "city", state: "emirate" },
  SG: { city: "city", postal: "postal" },
};

/** @type {AddressFormat} */
const USUAL_FORMAT = { city: "city", postal: "postal" };

/** @param {string} country @returns {AddressFormat} */
function formatOf(country) {
  return ADDRESS_FORMATS[country] ?? (WITHOUT_POSTAL_CODES.includes(country) ? { city: "city" } : USUAL_FORMAT);
}
