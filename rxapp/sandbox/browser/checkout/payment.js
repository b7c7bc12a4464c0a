/**
 * How it is paid: a card that is kept, or the Payment Element with every way that it has; and the billing address.
 * @param {Checkout} checkout
 */
function createPayment(checkout) {
  const page = checkout.state.page();
  const { offers_saving, billing_address_collection, allowed_countries } = page;
  const asksBilling = billing_address_collection === "required";
  const place = node("div", { className: "Frame" });
  const billingPlace = node("div", { className: "Frame" });
  const saved = createSavedCards(page, arrange);
  const same = createTick("cardUseShippingAsBilling", [say("form.same_address")]);
  const save = createTick("enableSaveCard", [say("form.keep_card")]);
  const billing = node(
    "section",
    { className: "Part", "aria-labelledby": "billing" },
    node("h2", { id: "billing", textContent: say("form.billing") }),
    same.root,
    billingPlace,
  );
  const root = node(
    "div",
    { className: "Parts" },
    node(
      "section",
      { className: "Part", "aria-labelledby": "payment" },
      node("h2", { id: "payment", textContent: say("form.payment") }),
      saved.root,
      place,
      save.root,
    ),
    billing,
  );
  same.root.hidden = allowed_countries === null;
  same.input.checked = allowed_countries !== null;
  same.input.addEventListener("change", arrange);

  const payment = checkout.group.create("payment");
  const address = asksBilling ? checkout.group.create("billingAddress") : null;

  /** A card that is kept has all; the form of another asks for no part of an address that is known from elsewhere. */
  function arrange() {
    const kept = saved.chosen() !== undefined;
    place.hidden = kept;
    save.root.hidden = kept || !offers_saving;
    billing.hidden = kept || !asksBilling;
    payment.update({ fields: { billingDetails: asksBilling && same.input.checked ? "never" : "auto" } });
    show(payment, kept ? null : place);
    if (address) show(address, kept || same.input.checked ? null : billingPlace);
  }

  return {
    root,
    /** Once the page is there to be mounted in. */
    start: arrange,
    /** What the elements don't say by themselves. @returns {Promise<ConfirmArguments>} */
    async details() {
      const paymentMethod = saved.chosen();
      if (paymentMethod) return { paymentMethod };
      const savePaymentMethod = (offers_saving && save.input.checked) || undefined;
      if (!asksBilling || !same.input.checked) return { savePaymentMethod };
      await checkout.sync.settle();
      return { savePaymentMethod, billingAddress: checkout.state.page().session.shippingAddress ?? undefined };
    },
  };
}

/** @param {StandInElement} element @param {HTMLElement | null} place */
function show(element, place) {
  if (place) element.mount(place);
  else element.unmount();
}
