const PICTURED_BRANDS = ["visa", "mastercard", "amex", "discover"];

/** The brands at the end of the card number: those that are taken, then the one that was recognised.
 * @returns {{root: HTMLElement, show: (brand: string) => void}} */
function createBrandMark() {
  const root = element("span", { className: "Brands" });
  root.setAttribute("aria-hidden", "true");
  const pictures = PICTURED_BRANDS.map((brand) =>
    element("img", { src: `card_${brand}.svg`, alt: "", className: "Brand", id: `brand-${brand}` }),
  );
  root.append(...pictures);
  return {
    root,
    show(brand) {
      const known = PICTURED_BRANDS.includes(brand);
      for (const picture of pictures) picture.hidden = known && picture.id !== `brand-${brand}`;
    },
  };
}

/** Where on the card the code is.
 * @returns {HTMLElement} */
function createCodeHint() {
  const hint = element("span", { className: "CodeHint" });
  hint.setAttribute("aria-hidden", "true");
  return hint;
}
