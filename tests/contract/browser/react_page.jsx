// A shop's page made of Stripe's own packages, unmodified. Tests reach the hook's value as `window.checkout`.

import {
  Elements,
  EmbeddedCheckout,
  EmbeddedCheckoutProvider,
  PaymentElement as IntentPaymentElement,
  LinkAuthenticationElement,
  useElements,
  useStripe,
} from "@stripe/react-stripe-js";
import {
  BillingAddressElement,
  CheckoutElementsProvider,
  ContactDetailsElement,
  CurrencySelectorElement,
  ExpressCheckoutElement,
  LinkSignupElement,
  PaymentElement,
  ShippingAddressElement,
  TaxIdElement,
  TermsElement,
  useCheckoutElements,
} from "@stripe/react-stripe-js/checkout";
import { loadStripe } from "@stripe/stripe-js";
import { StrictMode, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";

const query = new URLSearchParams(location.search);
const stripe = loadStripe(query.get("key"), { betas: ["custom_checkout_server_updates_1"] });

const ELEMENTS = {
  payment: PaymentElement,
  billingAddress: BillingAddressElement,
  shippingAddress: ShippingAddressElement,
  contactDetails: ContactDetailsElement,
  expressCheckout: ExpressCheckoutElement,
  currencySelector: CurrencySelectorElement,
  terms: TermsElement,
  linkSignup: LinkSignupElement,
  taxId: TaxIdElement,
};

window.events = [];

function note(kind, name) {
  return (event) => window.events.push([kind, name, event?.error?.message ?? null]);
}

function Checkout() {
  const state = useCheckoutElements();
  useEffect(() => {
    window.checkout = state.checkout;
    window.history_ = [...(window.history_ ?? []), state.checkout?.canConfirm];
  }, [state]);
  const shown = useMemo(() => (query.get("elements") ?? "payment").split(","), []);

  if (state.type === "loading") return <p>Loading…</p>;
  if (state.type === "error") return <p role="alert">{state.error.message}</p>;
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      {shown.map((kind) => {
        const Element = ELEMENTS[kind];
        return (
          <Element
            key={kind}
            onReady={note(kind, "ready")}
            onLoadError={note(kind, "loaderror")}
            onChange={note(kind, "change")}
            onFocus={note(kind, "focus")}
            onBlur={note(kind, "blur")}
            onEscape={note(kind, "escape")}
          />
        );
      })}
      <output aria-label="Total">{state.checkout.total.total.amount}</output>
      <button type="button" disabled={!state.checkout.canConfirm} onClick={() => state.checkout.confirm()}>
        Pay {state.checkout.total.total.amount}
      </button>
    </form>
  );
}

function Shop() {
  const [theme, setTheme] = useState("stripe");
  useEffect(() => {
    window.setTheme = setTheme;
  }, []);
  const options = { clientSecret: query.get("secret"), elementsOptions: { appearance: { theme } } };
  return (
    <CheckoutElementsProvider stripe={stripe} options={options}>
      <Checkout />
    </CheckoutElementsProvider>
  );
}

function Payment() {
  const stripe = useStripe();
  const elements = useElements();
  const [message, setMessage] = useState("");
  const pay = async (event) => {
    event.preventDefault();
    const { error, paymentIntent } = await stripe.confirmPayment({ elements, redirect: "if_required" });
    setMessage(error?.message ?? paymentIntent.status);
  };
  return (
    <form onSubmit={pay}>
      <LinkAuthenticationElement />
      <IntentPaymentElement onReady={note("payment", "ready")} onChange={note("payment", "change")} />
      <button type="submit">Pay</button>
      <p role="status">{message}</p>
    </form>
  );
}

function Embedded() {
  const [shown, setShown] = useState(true);
  const [message, setMessage] = useState("");
  const options = useMemo(
    () => ({ fetchClientSecret: async () => query.get("embedded"), onComplete: () => setMessage("Complete") }),
    [],
  );
  return (
    <>
      <button type="button" onClick={() => setShown(!shown)}>
        {shown ? "Leave" : "Show"}
      </button>
      <p role="status">{message}</p>
      {shown && (
        <EmbeddedCheckoutProvider stripe={stripe} options={options}>
          <EmbeddedCheckout />
        </EmbeddedCheckoutProvider>
      )}
    </>
  );
}

function Page() {
  if (query.get("embedded")) return <Embedded />;
  const intent = query.get("intent");
  if (!intent) return <Shop />;
  return (
    <Elements stripe={stripe} options={{ clientSecret: intent }}>
      <Payment />
    </Elements>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
