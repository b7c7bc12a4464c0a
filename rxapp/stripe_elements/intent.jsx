import { Elements, PaymentElement, useElements, useStripe } from "@stripe/react-stripe-js";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { stripeFor } from "./load_stripe.js";
import { NotLoaded, Opening, PaymentForm, useComplete } from "./payment_form.jsx";

// With the 15 s that the server may take, as long as Stripe.js gives a `runServerUpdate`.
const REFRESH_MS = 5_000;

const STATUS = { processing: "complete", requires_capture: "complete", succeeded: "complete", canceled: "expired" };

// Of Stripe's errors only these speak to the person who pays.
const FOR_SHOPPERS = ["card_error", "validation_error"];
const BANK_SAID_NO = "payment_intent_authentication_failure";

/** The payment by a Payment Intent. Everything of Stripe's React package comes from its root entry here. */
export default function IntentCheckout(props) {
  const { publishableKey, stripeJsUrl, locale, secret, look } = props;
  const { stripe, failed } = useLoadedStripe(publishableKey, stripeJsUrl, locale);
  const options = useMemo(() => ({ clientSecret: secret, ...look }), [secret, look]);
  if (failed) return <NotLoaded {...props} />;
  if (!stripe) return <Opening {...props} />;
  return (
    <Elements stripe={stripe} options={options}>
      <IntentForm {...props} />
    </Elements>
  );
}

function IntentForm(props) {
  const { payment, failed } = useIntentPayment(props);
  const [complete, onChange] = useComplete();
  if (failed) return <NotLoaded {...props} />;
  return (
    <PaymentForm {...props} payment={payment} complete={complete}>
      <PaymentElement options={{ layout: "tabs" }} onChange={onChange} />
    </PaymentForm>
  );
}

/** @returns {{payment: import("./payment_form.jsx").StripePayment, failed: boolean}} */
function useIntentPayment({ secret, email, returnUrl, words }) {
  const [stripe, elements] = [useStripe(), useElements()];
  const { intent, failed, read } = useIntent(stripe, secret);

  const runUpdate = useCallback(
    async (userFunction) => {
      await userFunction();
      return { type: (await inTime(refreshed(elements, read))) ? "success" : "error" };
    },
    [elements, read],
  );

  const confirm = async (typed) => {
    const result = await stripe.confirmPayment({
      elements,
      redirect: "if_required",
      confirmParams: confirmation(typed, returnUrl),
    });
    if (!result.error) {
      // The address that Stripe.js would go to holds the client secret; this one doesn't.
      const there = addressOf(returnUrl);
      there.searchParams.set("payment_intent", result.paymentIntent.id);
      location.assign(there);
      return "";
    }
    await read();
    return sayable(result.error) ?? words.not_started;
  };

  const payment = {
    status: STATUS[intent?.status] ?? "open",
    due: intent?.amount ?? null,
    trialDays: 0,
    email,
    runUpdate,
    takeEmail: async (typed) => (!typed ? words.no_email : /^\S+@\S+\.\S+$/.test(typed) ? "" : words.wrong_email),
    adjusts: () => false,
    fieldsAreFine: async () => !(await elements.submit()).error,
    confirm,
  };
  return { payment, failed };
}

/** The intent as Stripe.js last read it: the amount that a confirmation would charge. */
function useIntent(stripe, secret) {
  const [intent, setIntent] = useState(null);
  const [failed, setFailed] = useState(false);
  const newest = useRef(0);

  const read = useCallback(async () => {
    const asked = ++newest.current;
    const { paymentIntent } = await stripe.retrievePaymentIntent(secret).catch(() => ({}));
    if (paymentIntent && asked === newest.current) setIntent(paymentIntent);
    return Boolean(paymentIntent);
  }, [stripe, secret]);

  useEffect(() => {
    read().then((fine) => setFailed(!fine));
  }, [read]);

  return { intent, failed, read };
}

async function refreshed(elements, read) {
  const { error } = await elements.fetchUpdates();
  return !error && (await read());
}

function inTime(work) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(false), REFRESH_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function addressOf(returnUrl) {
  return new URL(returnUrl, location.href);
}

function confirmation(email, returnUrl) {
  return {
    return_url: addressOf(returnUrl).href,
    receipt_email: email,
    payment_method_data: { billing_details: { email } },
  };
}

function sayable({ type, code, message }) {
  return FOR_SHOPPERS.includes(type) || code === BANK_SAID_NO ? message : null;
}

/** Stripe.js, or that it could not be loaded: `Elements` itself doesn't say. */
function useLoadedStripe(publishableKey, stripeJsUrl, locale) {
  const [loaded, setLoaded] = useState({ stripe: null, failed: false });
  useEffect(() => {
    let wanted = true;
    stripeFor(publishableKey, stripeJsUrl, locale).then(
      (stripe) => wanted && setLoaded({ stripe, failed: false }),
      () => wanted && setLoaded({ stripe: null, failed: true }),
    );
    return () => {
      wanted = false;
    };
  }, [publishableKey, stripeJsUrl, locale]);
  return loaded;
}
