const darkness = matchMedia("(prefers-color-scheme: dark)");

/** An embedded page looks as the one around it; else it is as the buyer's system is. @returns {boolean} */
function isDark() {
  const { scheme } = document.documentElement.dataset;
  return scheme ? scheme === "dark" : darkness.matches;
}

/** The page's own colours, for the frames of its elements. @returns {Appearance} */
function appearance() {
  const probe = node("span", { hidden: true });
  document.body.append(probe);
  /** @param {string} name @returns {string} */
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const look = /** @type {Appearance} */ ({
    theme: isDark() ? "night" : "stripe",
    variables: {
      colorPrimary: colour("accent"),
      colorBackground: colour("card"),
      colorText: colour("ink"),
      colorTextSecondary: colour("quiet"),
      colorDanger: colour("bad"),
      colorWarning: colour("warn"),
      borderRadius: "10px",
      fontFamily: "system-ui, sans-serif",
    },
    rules: { ".Input": { border: `1px solid ${colour("control")}`, boxShadow: "none" } },
  });
  probe.remove();
  return look;
}
