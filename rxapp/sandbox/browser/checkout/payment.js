/**
 * The Payment Element, with every way to pay that it has, and the billing address where the session asks for one.
 * @param {Checkout} checkout
 */
function createPayment(checkout) {
  const place = node("div", { className: "Frame" });
  const billingPlace = node("div", { className: "Frame" });
  const same = createTick("cardUseShippingAsBilling", ["The same as the shipping address"]);
  const billing = node(
    "section",
    { className: "Part", "aria-labelledby": "billing", hidden: true },
    node("h2", { id: "billing", textContent: "Billing address" }),
    same.root,
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
  /** @type {{payment: StandInElement, billing: StandInElement} | null} */
  let elements = null;
  let drawn = false;

  /** The card's form asks for no part of an address that is known from elsewhere. */
  function arrangeBilling() {
    elements?.payment.update({ fields: { billingDetails: same.input.checked ? "never" : "auto" } });
    if (same.input.checked) elements?.billing.unmount();
    else elements?.billing.mount(billingPlace);
  }

  same.input.addEventListener("change", arrangeBilling);
  return {
    root,
    /** @param {PaymentPage} page */
    draw({ billing_address_collection, allowed_countries }) {
      if (drawn) return;
      drawn = true;
      const { create } = checkout.group;
      const payment = create("payment");
      payment.mount(place);
      if (billing_address_collection !== "required") return;
      elements = { payment, billing: create("billingAddress") };
      billing.hidden = false;
      same.root.hidden = allowed_countries === null;
      same.input.checked = allowed_countries !== null;
      arrangeBilling();
    },
    /** That of the shipping address, if the buyer said so; else the elements have it. */
    async billingAddress() {
      if (!same.input.checked) return null;
      await checkout.sync.settle();
      const { shippingAddress } = checkout.state.page().session;
      return shippingAddress && { billingAddress: shippingAddress };
    },
  };
}
