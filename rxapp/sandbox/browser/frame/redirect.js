const [REDIRECT_SERVER, REDIRECT] = location.href.split(/[?#]/)[0].split("/_sandbox/redirect/");
const redirectMessage = /** @type {HTMLElement} */ (document.querySelector("[role=status]"));
const outcomes = Array.from(document.querySelectorAll("button"));

/** @param {string} outcome */
async function answer(outcome) {
  for (const button of outcomes) button.disabled = true;
  redirectMessage.textContent = say("bank.wait");
  try {
    /** @type {{return_url: string}} */
    const { return_url } = await createServer(REDIRECT_SERVER, "").post(`/v1/redirect/${REDIRECT}`, { outcome });
    // Replaced, so that Back from the shop doesn't lead to a page that is answered already.
    location.replace(return_url);
  } catch (failure) {
    redirectMessage.textContent = messageOf(failure);
    // What is of the past, as when the payment changed meanwhile, can't be answered any more.
    const past = asStripeError(failure).type === "invalid_request_error";
    for (const button of outcomes) button.disabled = past;
  }
}

for (const button of outcomes) button.addEventListener("click", () => void answer(button.value));
outcomes[0].focus();
