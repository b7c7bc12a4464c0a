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
    totalRow(discountName(displayName, percentOff), `−${amount}`, "Totals-saving"),
  );
  const taxes = (taxAmounts ?? []).map(({ displayName, percentage, inclusive, amount }) =>
    totalRow(
      say(inclusive ? "totals.tax_included" : "totals.tax", { name: displayName, percent: percentage ?? 0 }),
      amount,
    ),
  );
  return [
    totalRow(say("totals.subtotal"), total.subtotal.amount),
    ...discounts,
    shipping ? totalRow(shippingName(shipping.shippingOption), shippingAmount(shipping.shippingOption)) : null,
    ...taxes,
    totalRow(say(mode === "subscription" ? "totals.due_today" : "totals.due"), total.total.amount, "Totals-total"),
  ];
}

/** @param {string} name @param {number | null | undefined} percent @returns {string} */
function discountName(name, percent) {
  return percent ? say("totals.discount", { name, percent }) : name;
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
  return displayName ? say("totals.shipping_by", { way: displayName }) : say("totals.shipping");
}

/** @param {Session['shippingOptions'][number]} option */
function shippingAmount({ minorUnitsAmount, amount }) {
  return minorUnitsAmount === 0 ? say("totals.free") : amount;
}
