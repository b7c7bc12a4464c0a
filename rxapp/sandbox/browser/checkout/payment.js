/**
 * The Payment Element, with every way to pay that it has, and the billing address where the session asks for one.
 * @param {Checkout} checkout
 */
function createPayment(checkout) {
  const place = node("div", { className: "Frame" });
  const billingPlace = node("div", { className: "Frame" });
  const billing = node(
    "section",
    { className: "Part", "aria-labelledby": "billing", hidden: true },
    node("h2", { id: "billing", textContent: "Billing address" }),
    billingPlace,
  );
  const root = node(
    "div",
    { className: "Parts" },
    node(
      "section",
      { className: "Part", "aria-labelledby": "payment" },
      node("h2", { id: "payment", textContent: "Payment" }),
      place,
    ),
    billing,
  );
  let mounted = false;

  return {
    root,
    /** @param {PaymentPage} page */
    draw({ billing_address_collection }) {
      const required = billing_address_collection === "required";
      billing.hidden = !required;
      if (mounted) return;
      mounted = true;
      checkout.group.create("payment").mount(place);
      if (required) checkout.group.create("billingAddress").mount(billingPlace);
    },
  };
}
