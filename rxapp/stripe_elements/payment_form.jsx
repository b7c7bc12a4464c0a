import { useCallback, useEffect, useRef, useState } from "react";

import { useAdjusting } from "./adjusting.js";
import { PayButton, useSlow } from "./pay_button.jsx";
import { useExchange } from "./use_exchange.js";
import { useServerUpdate } from "./use_server_update.js";
import { begins, formNow } from "./watching.js";
import { sentenceOf, Trouble } from "./words.js";

/**
 * What the form needs of Stripe, the same for a Checkout Session and for a Payment Intent.
 *
 * @typedef {object} StripePayment
 * @property {"open"|"complete"|"expired"} status
 * @property {number|null} due what Stripe would charge now, in minor units; null while that isn't known
 * @property {number} trialDays how long Stripe would let what comes again be free; 0 where nothing does
 * @property {string} email what the email field holds at first
 * @property {(userFunction: () => Promise<unknown>) => Promise<{type: "success"|"error"}>} runUpdate
 *     runs the function, then has Stripe.js read what it did
 * @property {(typed: string) => Promise<string>} takeEmail resolves with what is wrong with it, or with nothing
 * @property {(item: string, quantity: number) => boolean} adjusts whether Stripe.js may set this line item to this quantity
 * @property {(item: string, quantity: number) => Promise<number|null>} [adjust] does so; resolves with what is due then, or with
 *     null if it wasn't done
 * @property {() => Promise<boolean>} fieldsAreFine also shows what is missing, beside the fields
 * @property {(email: string) => Promise<string>} confirm resolves with why the payment didn't come about, or with nothing
 *     once the browser is on its way to the return page
 */

/**
 * The form around Stripe's Payment Element. A button elsewhere on the page may send it too, by its id.
 *
 * @param {object} props those of StripeCheckout, the StripePayment as `payment`, its Payment Element as `children`, and as
 *     `complete` whether that is filled in
 */
export function PaymentForm(props) {
  const { payment, complete, children, above, label, revision, placing, connected, closedBecause, words, onSession } =
    props;
  const ask = useExchange(props);
  const { shown, trouble, tryAgain } = useServerUpdate(props, ask, payment.runUpdate);
  const attempt = useAttempt(props, ask);

  const { status, due, trialDays } = payment;
  const settled = shown === revision && props.syncedRevision === revision;
  const asShown = status === "open" && isWhatIsShown(payment, props);
  const busy = attempt.running || placing > 0;
  useEffect(() => {
    if (settled && !busy && due !== null && !asShown) onSession(status, due, trialDays);
  }, [settled, busy, asShown, due, trialDays, status, onSession]);

  useEffect(() => {
    Object.assign(formNow, { payment: props.secret.split("_secret_")[0], due });
  }, [props.secret, due]);

  const inStep = settled && asShown;
  useAdjusting(payment, inStep && !busy, props.amount, onSession);
  const closed = !inStep || busy || !connected || closedBecause !== "";
  const payButton = useRef(null);
  const nothingToFillIn = due === 0 && trialDays === 0;
  const [refused, setRefused] = useState(false); // Pay was pressed while it is closed
  useEffect(() => setRefused(false), [closed]);
  const submit = (event) => {
    event.preventDefault(); // Enter in a frame of Stripe's comes here as well
    if (event.nativeEvent.submitter?.matches(":not(.pay-button)")) payButton.current.focus(); // what comes of it is said there
    if (closed) setRefused(true);
    else attempt.start();
  };
  return (
    <form
      className="payment-form"
      id="payment-form"
      data-complete={nothingToFillIn || complete}
      onSubmit={submit}
      noValidate
    >
      <Email {...props} first={payment.email} field={attempt.emailField} problem={attempt.emailProblem} />
      <div className={nothingToFillIn ? undefined : "payment-fields"}>{children}</div>
      {attempt.problem && (
        <p className="payment-problem" role="alert">
          {attempt.problem}
        </p>
      )}
      <PayButton
        button={payButton}
        above={above}
        label={label}
        closed={closed}
        waiting={(!inStep && !trouble) || busy || !connected}
        sentence={closedBecause || words[whyClosed(connected, busy, refused)]}
        atOnce={refused || closedBecause !== ""}
        words={words}
        trouble={trouble}
        onRetry={tryAgain}
      />
    </form>
  );
}

/** Whether a Payment Element is filled in, and its `onChange` that says so. */
export function useComplete() {
  const [complete, setComplete] = useState(false);
  return [complete, useCallback((change) => setComplete(change.complete), [])];
}

/** The word for what Pay waits for, or for what came of pressing it meanwhile. */
function whyClosed(connected, busy, refused) {
  if (!connected) return refused ? "not_connected" : "waiting";
  if (busy) return "paying";
  return refused ? "not_settled" : "updating";
}

/** One attempt to pay: the server's permission first, then Stripe's confirmation, and if that fails the cart opens again. */
function useAttempt(props, ask) {
  const { payment, revision, placing, renewed, words, onPlace, onRelease, onSession } = props;
  const latest = useRef(props);
  latest.current = props;
  const unanswered = useRef(0); // the revision whose permission nobody waits for any more
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState("");
  const [fresh, setFresh] = useState(renewed); // until Pay is pressed, whatever becomes of the cart
  const [emailProblem, setEmailProblem] = useState("");
  const emailField = useRef(null);

  // What was said of an attempt is about the cart that it was made with, or about the one that Stripe's total comes with.
  const outlives = useRef(false);
  useEffect(() => {
    if (!outlives.current) setProblem("");
    outlives.current = false;
  }, [revision]);

  const emailIsFine = async (typed) => {
    const found = await payment.takeEmail(typed);
    setEmailProblem(found);
    if (found) emailField.current.focus();
    return !found;
  };

  const detailsAreFine = async (email) => {
    const [emailFine, fieldsFine] = [await emailIsFine(email), await payment.fieldsAreFine()];
    return emailFine && fieldsFine;
  };

  const permission = async (due) => {
    unanswered.current = 0;
    const ended = begins("permission", { revision });
    try {
      await ask(
        () => onPlace(revision, due),
        (now) => now.placing === revision,
      );
      ended("done");
    } catch (error) {
      ended(error.code ?? "refused");
      unanswered.current = revision;
      throw error;
    }
  };

  // It may come after the wait for it has ended, and after a release that was sooner than it; then it shuts the cart for nothing.
  useEffect(() => {
    if (!placing || placing !== unanswered.current) return;
    unanswered.current = 0;
    onRelease();
  }, [placing, onRelease]);

  const pay = async () => {
    const email = emailField.current.value.trim();
    if (!(await detailsAreFine(email).catch(notForShoppers))) return false;
    // Stripe.js may have read again by now; what it has must be what stands on the button.
    const now = latest.current;
    if (!isWhatIsShown(now.payment, now) || revision !== now.revision) throw new Trouble("changed");
    if (!now.connected) throw new Trouble("not_connected"); // or it were asked once the connection is back, by surprise
    await permission(now.payment.due);
    const failure = await confirmed(latest.current, email);
    if (!failure) return true; // the browser is on its way to the return page
    setProblem(failure);
    onRelease();
    return false;
  };

  const start = async () => {
    setRunning(true);
    setFresh(false);
    setProblem("");
    outlives.current = false;
    let leaving = false;
    try {
      leaving = await pay();
    } catch (error) {
      setProblem(sentenceOf(error, words));
      outlives.current = error.code === "changed" && revision === latest.current.revision;
      if (error.code === "not_started") onSession("unknown", payment.due ?? 0, payment.trialDays); // it may have ended
      if (error.code === "late") onRelease(); // the permission may have been given and only not have arrived
    } finally {
      if (!leaving) setRunning(false);
    }
  };

  return { start, running, problem: problem || (fresh && words.renewed), emailField, emailProblem };
}

/** Whether Stripe would take what the page says: this amount now, and for plans the next one after these days. */
function isWhatIsShown({ due, trialDays }, shown) {
  return due === shown.amount && trialDays === shown.trialDays;
}

async function confirmed({ payment, words }, email) {
  const ended = begins("confirm");
  try {
    const failure = await payment.confirm(email);
    ended(failure ? "not paid" : "done");
    return failure;
  } catch {
    ended("not_started");
    return words.not_started;
  }
}

/** Stripe.js rejects for mistakes of the integration; its words are not for shoppers. */
function notForShoppers() {
  throw new Trouble("not_started");
}

function Email({ first, accountEmail, typedEmail, field, problem, words }) {
  const held = accountEmail
    ? { value: accountEmail, readOnly: true }
    : { defaultValue: typedEmail.current || first, onChange: (event) => (typedEmail.current = event.target.value) };
  return (
    <div className="payment-field">
      <label className="payment-label" htmlFor="email">
        {words.email}
      </label>
      <input
        key={accountEmail}
        className="payment-input"
        id="email"
        type="email"
        autoComplete="email"
        {...held}
        ref={field}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? "email-problem" : undefined}
      />
      {problem && (
        <p className="payment-problem" id="email-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** While there is no payment to show, or why there is none. */
export function Opening({ above, label, placing, refusal, words, onOpen }) {
  const [refusedBefore, setRefusedBefore] = useState(refusal.number);
  const refused = refusal.number > refusedBefore;
  const slow = useSlow(!refused);
  const retry = () => {
    setRefusedBefore(refusal.number);
    onOpen();
  };
  if (refused) return <Closed above={above} label={label} reason={refusal.message} words={words} onRetry={retry} />;
  return (
    <div className="payment-form" aria-busy="true">
      <div className="payment-skeleton" />
      <PayButton
        above={above}
        label={label}
        closed
        waiting
        sentence={slow ? (placing > 0 ? words.paying_elsewhere : words.opening) : ""}
        words={words}
      />
    </div>
  );
}

export function NotLoaded({ above, label, words }) {
  return (
    <Closed above={above} label={label} reason={words.not_loaded} words={words} onRetry={() => location.reload()} />
  );
}

function Closed({ above, label, reason, words, onRetry }) {
  return (
    <div className="payment-form">
      <PayButton above={above} label={label} closed trouble={reason} words={words} onRetry={onRetry} />
    </div>
  );
}
