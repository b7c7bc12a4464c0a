/**
 * What the buyer fills in, and the button.
 * @param {Checkout} checkout
 * @param {BuyersChange} change
 */
function createForm(checkout, change) {
  const confirm = confirmCheckout(checkout);
  const contact = createContact();
  const delivery = createDelivery(checkout, change);
  const payment = createPayment(checkout);
  const questions = createQuestions(checkout.state.page());
  const problem = node("p", { className: "Problem Problem--payment", id: "payment-problem", role: "alert" });
  const button = node("button", {
    className: "SubmitButton",
    type: "submit",
    "data-testid": "hosted-payment-submit-button",
  });
  const texts = node("p", { className: "Text" });
  const after = node("p", { className: "Quiet" });
  const root = node(
    "form",
    { className: "Form", noValidate: true, "aria-label": say("form.name") },
    contact.root,
    delivery.root,
    questions.details,
    payment.root,
    node("div", { className: "Submit" }, problem, node("div", {}, ...questions.consents), texts, button, after),
  );
  // Said by another page, from which the buyer came back without having paid.
  problem.textContent = checkout.state.page().session.lastPaymentError?.message ?? "";
  let paying = false;
  let paid = false;

  function drawButton() {
    button.textContent = paying ? say("button.processing") : submitLabel(checkout.state.page());
    button.setAttribute("aria-disabled", String(paying));
  }

  /** @returns {Promise<string | null>} what stands in the way */
  async function obstacle() {
    const forms = checkout.requiredForms();
    const [wrong] = [...contact.fields, ...questions.fields].filter((field) => !field.validate());
    if (!wrong) return (await problemsIn(forms))[0]?.problem.message ?? null;
    await Promise.all(forms.map((form) => form.validate()));
    wrong.input.focus();
    return wrong.problem();
  }

  /** What was seen on the button is what is paid. @returns {Promise<string | null>} what went wrong */
  async function pay() {
    const seen = checkout.state.page().session.total.total.minorUnitsAmount;
    const wrong = await obstacle();
    if (wrong) return wrong;
    const answers = questions.answers();
    await (answers ? checkout.update(answers) : checkout.queue.run(async () => {}));
    const { amount, minorUnitsAmount } = checkout.state.page().session.total.total;
    if (minorUnitsAmount !== seen) return say("form.total_changed", { amount });
    const redirect = checkout.state.page().redirect_on_completion === "always" ? "always" : "if_required";
    const result = await confirm({ ...contact.details(), ...(await payment.details()), redirect });
    return result.type === "error" ? result.error.message : null;
  }

  root.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (paying) return;
    paying = true;
    problem.textContent = "";
    drawButton();
    const wrong = await pay().catch(messageOf);
    paying = false;
    paid = wrong === null;
    problem.textContent = wrong ?? "";
    drawButton();
    root.dispatchEvent(new Event("settled"));
  });

  return {
    root,
    start: payment.start,
    paying: () => paying,
    paid: () => paid,
    /** @param {PaymentPage} page */
    draw(page) {
      const { submit, after_submit } = page.custom_text;
      contact.draw(page);
      delivery.draw(page);
      redraw(texts, ...wordsOf(submit));
      redraw(after, ...wordsOf(after_submit));
      drawButton();
    },
  };
}
