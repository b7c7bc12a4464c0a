/**
 * Where it goes, and how.
 * @param {Checkout} checkout
 * @param {BuyersChange} change
 */
function createDelivery(checkout, change) {
  const place = node("div", { className: "Frame" });
  const note = node("p", { className: "Quiet" });
  const address = node(
    "section",
    { className: "Part", "aria-labelledby": "shipping", hidden: true },
    node("h2", { id: "shipping", textContent: say("form.shipping_address") }),
    place,
    note,
  );
  const options = node("fieldset", { className: "Part Options", hidden: true });
  const root = node("div", { className: "Parts" }, address, options);
  let mounted = false;

  return {
    root,
    /** @param {PaymentPage} page */
    draw({ session, allowed_countries, custom_text }) {
      address.hidden = allowed_countries === null;
      redraw(note, ...wordsOf(custom_text.shipping_address));
      if (allowed_countries && !mounted) {
        mounted = true;
        // The telephone number stands among the contact information.
        checkout.group.create("shippingAddress", { fields: { phone: "never" } }).mount(place);
      }
      const { shippingOptions, shipping } = session;
      options.hidden = shippingOptions.length === 0;
      const chosen = shipping?.shippingOption.id;
      redraw(
        options,
        node("legend", { textContent: say("form.shipping_method") }),
        ...shippingOptions.map((option) => optionRow(option, option.id === chosen, change)),
      );
    },
  };
}

/**
 * @param {Session['shippingOptions'][number]} option
 * @param {boolean} checked
 * @param {BuyersChange} change
 */
function optionRow(option, checked, change) {
  const { id, displayName, deliveryEstimate } = option;
  const estimate = estimateOf(deliveryEstimate);
  return node(
    "label",
    { className: "Option" },
    node("input", {
      type: "radio",
      name: "shippingOption",
      id: `shipping-${id}`,
      value: id,
      checked,
      onchange: () => change({ shipping_option: id }),
    }),
    node(
      "span",
      { className: "Option-what" },
      node("span", { textContent: displayName ?? say("totals.shipping") }),
      estimate ? node("span", { className: "Quiet", textContent: estimate }) : null,
    ),
    node("span", { className: "Amount", textContent: shippingAmount(option) }),
  );
}
