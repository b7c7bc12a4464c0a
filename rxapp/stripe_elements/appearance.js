/** Typefaces for Stripe's frames to load; their files may be named by a path of this site. */
export function fontsOf(fonts) {
  return fonts.map((font) => (font.src ? { ...font, src: `url(${new URL(font.src, location.origin)})` } : font));
}

/** The component's own properties, as they are on the page now, in the words of Stripe's Appearance API. */
export function appearanceOf(dark) {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--checkout-${name}`).trim();
  return {
    theme: dark ? "night" : "stripe",
    variables: {
      colorPrimary: token("accent"),
      colorBackground: token("background"),
      colorText: token("text"),
      colorTextSecondary: token("quiet"),
      colorTextPlaceholder: token("quiet"),
      colorDanger: token("danger"),
      fontFamily: token("font"),
      fontSizeBase: "16px",
      borderRadius: token("radius"),
      spacingUnit: "4px",
    },
    rules: {
      ".Input": { border: `1px solid ${token("border")}`, boxShadow: "none" },
      ".Input:focus": {
        borderColor: token("accent"),
        boxShadow: "none",
        outline: `2px solid ${token("accent")}`,
        outlineOffset: "2px",
      },
      ".Input--invalid": { border: `1px solid ${token("danger")}`, boxShadow: "none" },
      ".Label": { color: token("text"), fontSize: "15px" },
    },
  };
}
