/** The store's own typeface, for Stripe's frames to load. */
export function fonts() {
  const address = new URL("/fonts/inter.woff2", location.origin);
  return [{ family: "Inter", src: `url(${address})`, weight: "100 900" }];
}

/** The store's colour tokens, as they are on the page now, in the words of Stripe's Appearance API. */
export function appearanceOf(dark) {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    theme: dark ? "night" : "stripe",
    variables: {
      colorPrimary: token("accent"),
      colorBackground: token("card"),
      colorText: token("ink"),
      colorTextSecondary: token("quiet"),
      colorTextPlaceholder: token("quiet"),
      colorDanger: token("bad"),
      fontFamily: "Inter, system-ui, sans-serif",
      fontSizeBase: "16px",
      borderRadius: "10px",
      spacingUnit: "4px",
    },
    rules: {
      ".Input": { border: `1px solid ${token("control")}`, boxShadow: "none" },
      ".Input:focus": {
        borderColor: token("accent"),
        boxShadow: "none",
        outline: `2px solid ${token("accent")}`,
        outlineOffset: "2px",
      },
      ".Input--invalid": { border: `1px solid ${token("bad")}`, boxShadow: "none" },
      ".Label": { color: token("ink"), fontSize: "15px" },
    },
  };
}
