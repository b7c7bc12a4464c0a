// What `rules` may speak of: parts such as .Input--invalid:focus, never the document itself.
const SELECTOR = /^\.[A-Z][\w-]*(:{1,2}[a-z-]+(\([a-z-]+\))?)*([ ,>]+\.[A-Z][\w-]*(:{1,2}[a-z-]+)*)*$/;

// Style sheets made in script are not subject to the content policy, so that any policy lets a look through.
const lookSheet = new CSSStyleSheet();
document.adoptedStyleSheets = [lookSheet];

/** @param {Appearance} appearance */
function applyAppearance({ theme = "stripe", variables = {}, rules = {}, disableAnimations = false }) {
  lookSheet.replaceSync("");
  const chosen = { ...BASE_VARIABLES, ...(THEMES[theme] ?? THEMES.stripe), ...variables };
  addRule(":root", Object.fromEntries(Object.entries(chosen).map(([name, value]) => [`--${name}`, value])));
  for (const [selector, declarations] of Object.entries(rules)) {
    // A rule for a state must win over our own for the same state; one for the plain part must not.
    if (SELECTOR.test(selector)) addRule(selector.includes("--") ? `:root ${selector}` : selector, declarations);
    else console.warn(`appearance.rules: "${selector}" is not a selector that elements know.`);
  }
  document.documentElement.dataset.theme = theme;
  document.documentElement.classList.toggle("NoAnimations", disableAnimations);
}

/** @param {string} selector @param {Record<string, string | number | undefined>} declarations @param {CSSStyleSheet} [sheet] */
function addRule(selector, declarations, sheet = lookSheet) {
  const rule = sheet.cssRules[sheet.insertRule(`${selector} {}`, sheet.cssRules.length)];
  if (!(rule instanceof CSSStyleRule)) return;
  for (const [property, value] of Object.entries(declarations)) {
    rule.style.setProperty(cssName(property), String(value ?? ""));
  }
}

/** @param {string} property @returns {string} */
function cssName(property) {
  return property.startsWith("--") ? property : property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Light text means a dark page: the browser then draws its own parts (lists, autofill) dark, too.
 * @returns {'light' | 'dark'}
 */
function applyColorScheme() {
  const [red, green, blue] = (getComputedStyle(document.body).color.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  const scheme = 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "dark" : "light";
  document.documentElement.style.colorScheme = scheme;
  return scheme;
}

/** @type {Set<string>} */
const loadedFonts = new Set();

/** @param {FontSource[]} fonts */
function loadFonts(fonts) {
  for (const font of fonts) {
    const known = JSON.stringify(font);
    if (loadedFonts.has(known)) continue;
    loadedFonts.add(known);
    if ("cssSrc" in font) linkFonts(font.cssSrc);
    else addFont(font);
  }
}

/** @param {string} address */
function linkFonts(address) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}

/** @param {import('@stripe/stripe-js').CustomFontSource} source */
function addFont({ family = "", src = "", display, style, unicodeRange, weight }) {
  const font = new FontFace(family, src, { display: fontDisplay(display), style, unicodeRange, weight });
  document.fonts.add(font);
  font.load().catch(() => console.warn(`The font ${family} could not be loaded.`));
}

/** @param {string | undefined} display @returns {FontDisplay} */
function fontDisplay(display) {
  const known = /** @type {const} */ (["auto", "block", "fallback", "optional", "swap"]);
  return known.find((name) => name === display) ?? "swap";
}
