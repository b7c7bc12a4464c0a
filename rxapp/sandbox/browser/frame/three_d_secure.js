/** What the page told this frame through the fragment of its address; nothing when it was opened by itself. */
const CHALLENGE_FACTS = new URLSearchParams(location.hash.slice(1));
const [CHALLENGE_SERVER, CHALLENGE] = location.href.split(/[?#]/)[0].split("/_sandbox/three_d_secure/");

const message = /** @type {HTMLElement} */ (document.querySelector("[role=status]"));
const buttons = Array.from(document.querySelectorAll("button"));

const bankChannel = openChannel({
  id: CHALLENGE_FACTS.get("channel") ?? "",
  peer: () => (window.parent === window ? null : window.parent),
  origin: CHALLENGE_FACTS.get("origin") ?? location.origin,
  hear: (event) => {
    if (event === "cancel") void end("fail");
  },
});

/** @param {boolean} disabled */
function setDisabled(disabled) {
  for (const button of buttons) button.disabled = disabled;
}

/** @param {string} outcome */
async function end(outcome) {
  if (buttons.some((button) => button.disabled)) return;
  setDisabled(true);
  message.textContent = say("bank.wait");
  try {
    const server = createServer(CHALLENGE_SERVER, CHALLENGE_FACTS.get("key") ?? "");
    /** @type {{return_url: string | null}} */
    const { return_url } = await server.post(`/v1/three_d_secure/${CHALLENGE}`, { outcome });
    // Opened by itself, as where a server has confirmed, it leads back to the shop.
    if (window.parent === window && return_url) return location.assign(return_url);
    message.textContent = say(outcome === "complete" ? "bank.confirmed" : "bank.not_confirmed");
    bankChannel.notify("ended", outcome);
  } catch (failure) {
    message.textContent = messageOf(failure);
    // A question that is of the past, as when the payment changed meanwhile, can't be answered any more.
    if (asStripeError(failure).type === "invalid_request_error") return bankChannel.notify("ended", outcome);
    setDisabled(false);
  }
}

for (const button of buttons) button.addEventListener("click", () => void end(button.value));
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") void end("fail");
});
buttons[0].focus();
bankChannel.notify("connected");
