/**
 * What is bought and what it costs.
 * @param {Checkout} checkout
 * @param {BuyersChange} change
 */
function createSummary(checkout, change) {
  const heading = node("h1", { id: "heading" });
  const headline = node("p", { className: "Headline" });
  const later = node("p", { className: "Quiet" });
  const items = createLineItems(change);
  const promotion = createPromotion(checkout);
  const totals = node("dl", { className: "Totals" });
  const root = node(
    "section",
    { className: "Summary", "aria-labelledby": "heading" },
    heading,
    headline,
    later,
    items.root,
    promotion.root,
    totals,
  );

  return {
    root,
    /** @param {PaymentPage} page */
    draw(page) {
      heading.textContent = headingOf(page);
      headline.textContent = headlineOf(page) ?? "";
      later.textContent = afterTrial(page) ?? "";
      headline.hidden = headline.textContent === "";
      later.hidden = later.textContent === "";
      items.draw(page);
      promotion.draw(page);
      totals.hidden = page.mode === "setup";
      redraw(totals, ...totalRows(page));
    },
  };
}

/** @param {PaymentPage} page */
function totalRows({ mode, session }) {
  const { total, discountAmounts, shipping, taxAmounts } = session;
  const discounts = (discountAmounts ?? []).map(({ displayName, percentOff, amount }) =>
    totalRow(percentOff ? `${displayName} (${percentOff}% off)` : displayName, `−${amount}`, "Totals-saving"),
  );
  const taxes = (taxAmounts ?? []).map(({ displayName, percentage, inclusive, amount }) =>
    totalRow(`${displayName} (${percentage}%${inclusive ? " included" : ""})`, amount),
  );
  return [
    totalRow("Subtotal", total.subtotal.amount),
    ...discounts,
    shipping ? totalRow(shippingName(shipping.shippingOption), shippingAmount(shipping.shippingOption)) : null,
    ...taxes,
    totalRow(mode === "subscription" ? "Total due today" : "Total due", total.total.amount, "Totals-total"),
  ];
}

/** @param {string} name @param {string} amount @param {string} [className] */
function totalRow(name, amount, className = "") {
  return node(
    "div",
    { className: `Totals-row ${className}` },
    node("dt", { textContent: name }),
    node("dd", { textContent: amount }),
  );
}

/** @param {Session['shippingOptions'][number]} option */
function shippingName({ displayName }) {
  return displayName ? `Shipping (${displayName})` : "Shipping";
}

/** @param {Session['shippingOptions'][number]} option */
function shippingAmount({ minorUnitsAmount, amount }) {
  return minorUnitsAmount === 0 ? "Free" : amount;
}
