/** What the form says, unless the prop `words` says it otherwise. */
export const WORDS = {
  email: "Email",
  no_email: "Your email is incomplete.",
  wrong_email: "Your email is invalid.",
  opening: "Opening the payment form…",
  updating: "Updating…",
  paying: "Paying…",
  waiting: "Waiting for the connection…",
  not_connected: "You're offline, so nothing was paid. Press Pay once you're back.",
  not_settled: "The total is still being brought up to date, so nothing was paid. Press Pay once that is done.",
  renewed: "This form had ended, so here is a new one. Please type your card again.",
  try_again: "Try again",
  changed: "The total has changed in the meantime. Please look at it again.",
  paying_elsewhere: "A payment is on its way. If it doesn't come about, you can pay here in a moment.",
  not_loaded: "The payment form could not be loaded.",
  not_started: "The payment could not be started. Please try again.",
  not_refreshed: "The payment form could not be brought up to date.",
  late: "This is taking longer than it should.",
};

/** Something that the form itself noticed; `code` is one of the words. */
export class Trouble extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** What to say of an error: our own word for it, or what the server said. */
export function sentenceOf(error, words) {
  return words[error.code] ?? error.message;
}
