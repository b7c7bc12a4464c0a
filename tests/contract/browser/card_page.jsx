// A shop's page that takes cards with the elements of Stripe's React package, whole or in parts.
import {
  CardCvcElement,
  CardElement,
  CardExpiryElement,
  CardNumberElement,
  Elements,
  useElements,
  useStripe,
} from "@stripe/react-stripe-js";
import { loadStripe } from "@stripe/stripe-js";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const query = new URLSearchParams(location.search);
const stripePromise = loadStripe(query.get("key"));
const whole = query.get("kind") === "whole";

function Checkout() {
  const stripe = useStripe();
  const elements = useElements();
  const [large, setLarge] = useState(false);
  const [said, say] = useState("");
  const options = { style: { base: { fontSize: large ? "20px" : "16px" } } };

  async function pay(event) {
    event.preventDefault();
    const card = elements.getElement(whole ? CardElement : CardNumberElement);
    const { error, paymentMethod } = await stripe.createPaymentMethod({ type: "card", card });
    say(error?.message ?? paymentMethod.card.last4);
  }

  return (
    <form onSubmit={pay}>
      {whole ? (
        <CardElement className="Card" options={options} onChange={({ error }) => say(error?.message ?? "")} />
      ) : (
        <>
          <CardNumberElement options={options} />
          <CardExpiryElement options={options} />
          <CardCvcElement options={options} />
        </>
      )}
      <button type="button" onClick={() => setLarge(true)}>
        Larger
      </button>
      <button type="submit">Pay</button>
      <output>{said}</output>
    </form>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <Elements stripe={stripePromise}>
      <Checkout />
    </Elements>
  </StrictMode>,
);
