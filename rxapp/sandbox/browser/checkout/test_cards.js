const TEST_CARDS = /** @type {const} */ ([
  ["4242424242424242", "cards.pays"],
  ["4000000000000002", "cards.declined"],
  ["4000002760003184", "cards.bank_asks"],
]);

/** What a test needs and Stripe's page doesn't have: cards that are filled in with one press. */
function createTestCards() {
  const buttons = TEST_CARDS.map(([number, label]) =>
    node("button", {
      type: "button",
      className: "Small",
      textContent: say(label),
      onclick() {
        document.getElementById(ANOTHER)?.click();
        void fillCard({ number, expiry: "12 / 34", code: "123", country: "US", postal: "94107" });
      },
    }),
  );
  const hint = node("p", { textContent: say("cards.hint") });
  const group = node("div", { className: "TestCards", role: "group", "aria-label": say("cards.all") }, ...buttons);
  const root = node("div", {}, hint, group);

  return {
    root,
    /** @param {PaymentPage} page */
    draw({ payment_method_required, payment_method_types }) {
      root.hidden = !payment_method_required || !payment_method_types.includes("card");
    },
  };
}
