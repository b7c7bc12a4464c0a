import { CheckoutElementsProvider, PaymentElement, useCheckoutElements } from "@stripe/react-stripe-js/checkout";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";

import "./checkout.css";
import { appearanceOf, fontsOf } from "./appearance.js";
import { stripeFor } from "./load_stripe.js";
import { NotLoaded, Opening, PaymentForm, useComplete } from "./payment_form.jsx";
import { WORDS } from "./words.js";

// The two entries of Stripe's package hold a React context each, so one module never imports both.
const IntentCheckout = lazy(() => import("./intent.jsx").catch(() => ({ default: NotLoaded })));

const nobodyAsked = () => {};

const DEFAULTS = {
  stripeJsUrl: "",
  locale: "auto",
  email: "",
  accountEmail: "",
  trialDays: 0,
  placing: 0,
  closedBecause: "",
  refusal: { number: 0, message: "" },
  tries: 0,
  hydrated: true,
  connected: true,
  dark: false,
  returnUrl: "",
  fonts: [],
  onOpen: nobodyAsked,
  onTrouble: nobodyAsked,
  onRelease: nobodyAsked,
  onSession: nobodyAsked,
};

/**
 * @typedef {object} CheckoutProps
 * @property {string} publishableKey Stripe's key for browsers
 * @property {string} stripeJsUrl the local Stripe's script, or empty
 * @property {string} locale the language of Stripe's fields, as Stripe.js takes it; the browser's unless said otherwise
 * @property {string} clientSecret of the session or the intent; empty until there is one
 * @property {string} email what the email field holds at first
 * @property {string} accountEmail of whoever is signed in, who can't type another; empty for a guest
 * @property {string} label what stands on the Pay button
 * @property {number} amount what is due now, in minor units
 * @property {number} trialDays how long what comes again is free; 0 for goods
 * @property {number} revision the cart's latest
 * @property {number} syncedRevision the last one that Stripe has confirmed
 * @property {number} placing the revision whose payment may begin, or 0
 * @property {string} closedBecause why nothing can be paid until the shopper has changed something, or empty
 * @property {{number: number, message: string}} refusal the server's latest no
 * @property {number} tries grows when the shopper asks for another try beside a control
 * @property {boolean} hydrated false while the page reads its state again
 * @property {boolean} connected false while nothing reaches the store
 * @property {boolean} dark whether the page is in its dark theme
 * @property {string} returnUrl where a Payment Intent's payment ends; the intent's id is added to it
 * @property {object[]} fonts typefaces for Stripe's frames, as Stripe.js takes them
 * @property {Record<string, string>} words what the form says, where it isn't what `words.js` says
 * @property {() => void} onOpen asks for one
 * @property {() => void} onSync asks the server to bring Stripe to the latest revision
 * @property {(revision: number, trouble: "late"|"not_refreshed") => void} onTrouble says why the form could not be brought to it
 * @property {(revision: number, amount: number) => void} onPlace asks for permission to pay
 * @property {() => void} onRelease says that the payment did not come about
 * @property {(status: string, amount: number, trialDays: number) => void} onSession says what Stripe.js has, when it isn't what the page shows
 */

/**
 * The payment half of the checkout page. What it shows is what the server last said; what it may charge, the server decides.
 * Its children, such as the total, stand right above Pay.
 *
 * @param {CheckoutProps} props
 */
export function StripeCheckout(given) {
  const words = useMemo(() => ({ ...WORDS, ...given.words }), [given.words]);
  const props = { ...DEFAULTS, ...given, words, above: given.children };
  // A reconnected socket may empty the state for a moment; the form and what was typed into it must not go with it. A page that
  // is loaded again may be given the secret of its earlier visit for a moment; that form is not for this one.
  const { secret, renewed } = useLastGiven(props.hydrated && props.clientSecret);
  const look = useLook(props.dark, props.fonts);
  useEffect(() => {
    // until then they may be of another store: pages can be built without keys and served with some
    if (!props.hydrated) return;
    // on its way while the server opens the session; if it doesn't come, the form says so
    stripeFor(props.publishableKey, props.stripeJsUrl, props.locale).catch(() => {});
  }, [props.hydrated, props.publishableKey, props.stripeJsUrl, props.locale]);
  const typedEmail = useRef(""); // outlives a form that gives way to another
  if (!secret || !look) return <Opening {...props} />;
  const Checkout = secret.startsWith("pi_") ? IntentCheckout : SessionCheckout;
  return (
    <Suspense fallback={<Opening {...props} />}>
      <Checkout key={secret} {...props} secret={secret} renewed={renewed} look={look} typedEmail={typedEmail} />
    </Suspense>
  );
}

function SessionCheckout(props) {
  const { publishableKey, stripeJsUrl, locale, secret, look, email, accountEmail } = props;
  const firstEmail = useRef(accountEmail ? "" : email); // a customer's session has their own
  const stripe = useMemo(() => stripeFor(publishableKey, stripeJsUrl, locale), [publishableKey, stripeJsUrl, locale]);
  const options = useMemo(
    () => ({
      clientSecret: secret,
      elementsOptions: look,
      ...(firstEmail.current && { defaultValues: { email: firstEmail.current } }),
    }),
    [secret, look],
  );
  return (
    <CheckoutElementsProvider stripe={stripe} options={options}>
      <SessionForm {...props} />
    </CheckoutElementsProvider>
  );
}

function SessionForm(props) {
  const state = useCheckoutElements();
  const [complete, onChange] = useComplete();
  if (state.type === "loading") return <Opening {...props} />;
  if (state.type === "error") return <NotLoaded {...props} />;
  return (
    <PaymentForm {...props} payment={sessionPayment(state.checkout)} complete={complete}>
      <PaymentElement options={{ layout: "tabs" }} onChange={onChange} />
    </PaymentForm>
  );
}

/** @returns {import("./payment_form.jsx").StripePayment} */
function sessionPayment(checkout) {
  return {
    status: checkout.status.type,
    due: checkout.total.total.minorUnitsAmount,
    trialDays: checkout.recurring?.trial?.trialPeriodDays ?? 0,
    email: checkout.email ?? "",
    runUpdate: checkout.runServerUpdate,
    takeEmail: async (typed) => {
      if (typed && typed === checkout.email) return "";
      return problemOf(await checkout.updateEmail(typed));
    },
    adjusts: (item, quantity) => {
      const { minimum, maximum } = checkout.lineItems.find(({ id }) => id === item)?.adjustableQuantity ?? {};
      return minimum <= quantity && quantity <= maximum;
    },
    adjust: async (lineItem, quantity) => {
      const result = await checkout.updateLineItemQuantity({ lineItem, quantity });
      return result.type === "success" ? result.session.total.total.minorUnitsAmount : null;
    },
    fieldsAreFine: async () => (await checkout.validateElements()).type !== "error",
    confirm: async () => problemOf(await checkout.confirm()),
  };
}

function problemOf(result) {
  return result.type === "error" ? result.error.message : "";
}

/** The page's look in the words of Stripe's Appearance API; known in a browser only, not while the page is prerendered. */
function useLook(dark, fonts) {
  const [look, setLook] = useState(null);
  useEffect(() => {
    // the page's theme class changes in the same frame as the prop
    const frame = requestAnimationFrame(() => setLook({ appearance: appearanceOf(dark), fonts: fontsOf(fonts) }));
    return () => cancelAnimationFrame(frame);
  }, [dark, fonts]);
  return look;
}

/** The last secret that was given, and whether it took the place of another of its kind: the other kind is the shopper's choice. */
function useLastGiven(secret) {
  const last = useRef({ secret: "", renewed: false });
  const before = last.current.secret;
  if (secret && secret !== before) last.current = { secret, renewed: kindOf(secret) === kindOf(before) };
  return last.current;
}

const kindOf = (secret) => secret.slice(0, "cs_".length);
