import { CheckoutElementsProvider, PaymentElement, useCheckoutElements } from "@stripe/react-stripe-js/checkout";
import { useEffect, useMemo, useRef, useState } from "react";

import { appearanceOf, fonts } from "./appearance.js";
import { stripeFor } from "./load_stripe.js";
import { PayButton, useSlow } from "./pay_button.jsx";
import { NO_ANSWER, useExchange } from "./use_exchange.js";
import { useServerUpdate } from "./use_server_update.js";

/**
 * @typedef {object} CheckoutProps
 * @property {string} publishableKey Stripe's key for browsers
 * @property {string} stripeJsUrl the local Stripe's script, or empty
 * @property {string} clientSecret of the session; empty until there is one
 * @property {string} email what the email field holds at first
 * @property {string} total the amount on the Pay button, written out
 * @property {number} amount the same in minor units
 * @property {number} revision the cart's latest
 * @property {number} syncedRevision the last one that Stripe has confirmed
 * @property {number} placing the revision whose payment may begin, or 0
 * @property {{number: number, message: string}} refusal the server's latest no
 * @property {boolean} hydrated false while the socket is gone
 * @property {boolean} dark whether the page is in its dark theme
 * @property {() => void} onOpen asks for a session
 * @property {() => void} onSync asks the server to bring Stripe to the latest revision
 * @property {(revision: number, amount: number) => void} onPlace asks for permission to pay
 * @property {() => void} onRelease says that the payment did not come about
 * @property {(status: string, amount: number) => void} onSession says what Stripe.js has, when it isn't what the page shows
 */

const CHANGED = "The total has changed in the meantime. Please look at it again.";
const NOT_LOADED = "The payment form could not be loaded.";

/**
 * The payment half of the checkout page. What it shows is what the server last said; what it may charge, the server decides.
 *
 * @param {CheckoutProps} props
 */
export function StripeCheckout(props) {
  const { publishableKey, stripeJsUrl, email, dark } = props;
  // A reconnected socket may empty the state for a moment; the form and what was typed into it must not go with it.
  const secret = useLastGiven(props.clientSecret);
  const [look, setLook] = useState(null); // known in a browser only, not while the page is prerendered
  useEffect(() => {
    // the page's theme class changes in the same frame as the prop
    const frame = requestAnimationFrame(() => setLook({ appearance: appearanceOf(dark), fonts: fonts() }));
    return () => cancelAnimationFrame(frame);
  }, [dark]);
  const firstEmail = useRef(email);

  const stripe = useMemo(
    () => (secret ? stripeFor(publishableKey, stripeJsUrl) : null),
    [publishableKey, stripeJsUrl, secret],
  );
  const options = useMemo(
    () => ({
      clientSecret: secret,
      elementsOptions: look,
      ...(firstEmail.current && { defaultValues: { email: firstEmail.current } }),
    }),
    [secret, look],
  );

  if (!secret || !look) return <Opening {...props} />;
  return (
    <CheckoutElementsProvider key={secret} stripe={stripe} options={options}>
      <Form {...props} />
    </CheckoutElementsProvider>
  );
}

function Form(props) {
  const state = useCheckoutElements();
  if (state.type === "loading") return <Opening {...props} />;
  if (state.type === "error") return <Closed total={props.total} reason={NOT_LOADED} onRetry={() => location.reload()} />;
  return <PaymentForm {...props} checkout={state.checkout} />;
}

function PaymentForm(props) {
  const { checkout, total, amount, revision, placing, onSession } = props;
  const ask = useExchange(props);
  const { shown, trouble, tryAgain } = useServerUpdate(props, ask, checkout.runServerUpdate);
  const payment = usePayment(props, ask);

  const due = checkout.total.total.minorUnitsAmount;
  const open = checkout.status.type === "open";
  const settled = shown === revision && props.syncedRevision === revision;
  useEffect(() => {
    if (settled && !payment.running && (!open || due !== amount)) onSession(checkout.status.type, due);
  }, [settled, payment.running, open, due, amount, checkout.status.type, onSession]);

  const inStep = settled && due === amount && open;
  const busy = payment.running || placing > 0;
  return (
    <form className="payment-form" onSubmit={payment.submit} noValidate>
      <Email known={checkout.email} field={payment.emailField} problem={payment.emailProblem} />
      <PaymentElement options={{ layout: "tabs" }} />
      {payment.problem && (
        <p className="pay-error" role="alert">
          {payment.problem}
        </p>
      )}
      <PayButton
        total={total}
        closed={!inStep || busy}
        waiting={(!inStep && !trouble) || busy}
        sentence={busy ? "Paying…" : "Updating…"}
        trouble={trouble}
        onRetry={tryAgain}
      />
    </form>
  );
}

/** One attempt to pay: the server's permission first, then Stripe's confirmation, and if that fails the cart opens again. */
function usePayment(props, ask) {
  const { checkout, revision, onPlace, onRelease } = props;
  const latest = useRef(props);
  latest.current = props;
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState("");
  const [emailProblem, setEmailProblem] = useState("");
  const emailField = useRef(null);

  const emailIsFine = async () => {
    const typed = emailField.current.value.trim();
    if (typed === (checkout.email ?? "") && typed) return true;
    const result = await checkout.updateEmail(typed);
    setEmailProblem(result.type === "error" ? result.error.message : "");
    return result.type !== "error";
  };

  const attempt = async () => {
    const [fine, fields] = [await emailIsFine(), await checkout.validateElements()];
    if (!fine) emailField.current.focus();
    if (!fine || fields.type === "error") return false;
    // Stripe.js has read the session again by now; what it has must be what stands on the button.
    const due = latest.current.checkout.total.total.minorUnitsAmount;
    if (due !== latest.current.amount || revision !== latest.current.revision) throw new Error(CHANGED);
    await ask(
      () => onPlace(revision, due),
      (now) => now.placing === revision,
    );
    const result = await confirmed(latest.current.checkout);
    if (result.type !== "error") return true; // the browser is on its way to the return page
    setProblem(result.error.message);
    onRelease();
    return false;
  };

  const submit = async (event) => {
    event.preventDefault();
    if (running) return;
    setRunning(true);
    setProblem("");
    let leaving = false;
    try {
      leaving = await attempt();
    } catch (error) {
      setProblem(error.message);
      if (error.message === NO_ANSWER) onRelease(); // the permission may still come, when nobody waits for it any more
    } finally {
      if (!leaving) setRunning(false);
    }
  };

  return { submit, running, problem, emailField, emailProblem };
}

async function confirmed(checkout) {
  try {
    return await checkout.confirm();
  } catch {
    // Stripe.js rejects for mistakes of the integration; its words are not for shoppers.
    return { type: "error", error: { message: "The payment could not be started. Please try again." } };
  }
}

function Email({ known, field, problem }) {
  return (
    <div className="field">
      <label className="field-label" htmlFor="email">
        Email
      </label>
      <input
        className="field-input"
        id="email"
        type="email"
        autoComplete="email"
        defaultValue={known ?? ""}
        ref={field}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? "email-problem" : undefined}
      />
      {problem && (
        <p className="pay-error" id="email-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function Opening({ total, refusal, onOpen }) {
  const refusedBefore = useRef(refusal.number);
  const refused = refusal.number > refusedBefore.current;
  const slow = useSlow(!refused);
  const retry = () => {
    refusedBefore.current = refusal.number;
    onOpen();
  };
  if (refused) return <Closed total={total} reason={refusal.message} onRetry={retry} />;
  return (
    <div className="payment-form" aria-busy="true">
      <div className="skeleton payment-skeleton" />
      <PayButton total={total} closed waiting sentence={slow ? "Opening the payment form…" : ""} />
    </div>
  );
}

function Closed({ total, reason, onRetry }) {
  return (
    <div className="payment-form">
      <PayButton total={total} closed trouble={reason} onRetry={onRetry} />
    </div>
  );
}

function useLastGiven(value) {
  const last = useRef(value);
  if (value) last.current = value;
  return last.current;
}
