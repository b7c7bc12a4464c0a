/** @typedef {Record<string, string>} Variables */

/** @type {Variables} */
const BASE_VARIABLES = {
  fontFamily: '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Ubuntu, sans-serif',
  fontSizeBase: "16px",
  fontSizeSm: "0.875rem",
  fontSizeXs: "0.8125rem",
  fontLineHeight: "1.4",
  fontWeightNormal: "400",
  fontWeightMedium: "500",
  spacingUnit: "4px",
  borderRadius: "6px",
  colorTextSecondary: "color-mix(in srgb, var(--colorText) 74%, var(--colorBackground))",
  colorTextPlaceholder: "color-mix(in srgb, var(--colorText) 58%, var(--colorBackground))",
  iconColor: "var(--colorTextSecondary)",
  inputBorder: "color-mix(in srgb, var(--colorText) 42%, var(--colorBackground))",
  inputShadow: "0 1px 2px rgb(0 0 0 / 4%)",
  focusBoxShadow: "0 0 0 3px color-mix(in srgb, var(--colorPrimary) 26%, transparent)",
};

/** @type {Record<string, Variables>} */
const THEMES = {
  stripe: {
    colorPrimary: "#0570de",
    colorBackground: "#ffffff",
    colorText: "#30313d",
    colorDanger: "#cd1d39",
  },
  night: {
    colorPrimary: "#85d996",
    colorBackground: "#30313d",
    colorText: "#ffffff",
    colorDanger: "#fe87a1",
    inputShadow: "none",
  },
  flat: {
    colorPrimary: "#0570de",
    colorBackground: "#f1f3f6",
    colorText: "#30313d",
    colorDanger: "#c61a35",
    inputBorder: "transparent",
    inputShadow: "none",
  },
};
