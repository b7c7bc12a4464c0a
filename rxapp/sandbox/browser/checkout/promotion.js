/**
 * The field for a promotion code, and the code that applies.
 * @param {Checkout} checkout
 */
function createPromotion(checkout) {
  const input = node("input", { id: "promotionCode", name: "promotionCode", autocomplete: "off", spellcheck: false });
  const problem = node("p", { className: "Problem", id: "promotionCode-problem", role: "alert" });
  const form = node(
    "form",
    { className: "Promotion", noValidate: true },
    node("label", { htmlFor: "promotionCode", className: "Label", textContent: say("promotion.label") }),
    node(
      "div",
      { className: "Promotion-row" },
      input,
      node("button", { className: "Small", textContent: say("promotion.apply") }),
    ),
    problem,
  );
  const remove = node("button", { type: "button", className: "Tag" });
  const root = node("div", { hidden: true }, form, remove);

  /** @param {string} message */
  function complain(message) {
    problem.textContent = message;
    input.setAttribute("aria-invalid", String(message !== ""));
    if (message) input.setAttribute("aria-describedby", problem.id);
    else input.removeAttribute("aria-describedby");
  }

  /** @param {string} code @returns {Promise<boolean>} */
  async function apply(code) {
    try {
      await checkout.update({ promotion_code: code });
      return true;
    } catch (failure) {
      complain(messageOf(failure));
      return false;
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    complain("");
    const code = input.value.trim();
    if (!code) complain(say("promotion.missing"));
    if (code && (await apply(code))) {
      input.value = "";
      remove.focus();
    } else input.focus();
  });
  input.addEventListener("input", () => complain(""));
  remove.addEventListener("click", async () => {
    if (await apply("")) input.focus();
  });

  return {
    root,
    /** @param {PaymentPage} page */
    draw({ allow_promotion_codes, permissions, session }) {
      const code = session.discountAmounts?.[0]?.promotionCode ?? null;
      root.hidden = !allow_promotion_codes || permissions.update_discounts === "server_only";
      form.hidden = code !== null;
      remove.hidden = code === null;
      redraw(remove, code ?? "", node("span", { "aria-hidden": "true", textContent: "×" }));
      if (code) remove.setAttribute("aria-label", say("promotion.remove", { code }));
    },
  };
}
