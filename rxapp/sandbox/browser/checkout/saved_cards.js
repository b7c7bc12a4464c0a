/** The choice of none of them. */
const ANOTHER = "savedCard-another";

/**
 * The cards that a customer has kept, and another one.
 * @param {PaymentPage} page
 * @param {() => void} changed
 */
function createSavedCards({ saved_cards: saved, payment_method_types }, changed) {
  /** @param {string} value @param {(Node | string)[]} label @param {boolean} checked */
  const choice = (value, label, checked) =>
    node(
      "label",
      { className: "Option" },
      node("input", { type: "radio", name: "savedCard", id: value || ANOTHER, value, checked, onchange: changed }),
      node("span", { className: "Option-what" }, ...label),
    );
  const cards = saved.map(({ id, card }, index) => choice(id, card ? cardLabel(card) : [id], index === 0));
  const root = node(
    "fieldset",
    { className: "Part Options", hidden: saved.length === 0 },
    node("legend", { className: "Minor-legend", textContent: say("form.pay_with") }),
    ...cards,
    choice("", [say(payment_method_types.length > 1 ? "form.another_way" : "form.another_card")], saved.length === 0),
  );

  return {
    root,
    /** @returns {string | undefined} the kept card that is chosen, if it is one of those */
    chosen: () => root.querySelector("input:checked")?.getAttribute("value") || undefined,
  };
}

/** @param {NonNullable<PaymentPage['saved_cards'][number]['card']>} card */
function cardLabel({ brand, last4, expMonth, expYear }) {
  const name = brand.charAt(0).toUpperCase() + brand.slice(1);
  const until = `${String(expMonth).padStart(2, "0")} / ${String(expYear).slice(-2)}`;
  return [
    node("span", { textContent: `${name} •••• ${last4}` }),
    node("span", { className: "Quiet", textContent: until }),
  ];
}
