// The documented page in React: `runServerUpdate` around the call to the server; Pay is closed while an update runs.
import { CheckoutElementsProvider, PaymentElement, useCheckoutElements } from "@stripe/react-stripe-js/checkout";
import { loadStripe } from "@stripe/stripe-js";
import { useState } from "react";
import { createRoot } from "react-dom/client";

const root = document.getElementById("root");
const stripe = loadStripe(root.dataset.key);
const clientSecret = fetch("/create-checkout-session", { method: "POST" })
  .then((response) => response.json())
  .then(({ clientSecret }) => clientSecret);

async function post(path, sent) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(sent),
  });
  if (!response.ok) throw new Error((await response.json()).message);
}

function Checkout({ checkout }) {
  const [giftWrap, setGiftWrap] = useState(false);
  const [updates, setUpdates] = useState(0);
  const [message, setMessage] = useState("");

  const toggle = async (on) => {
    setGiftWrap(on);
    setUpdates((running) => running + 1);
    const updateOnServer = () =>
      post("/update-custom-amount", { checkout_session_id: checkout.id, product_id: "gift_wrap", on });
    try {
      const result = await checkout.runServerUpdate(updateOnServer);
      setMessage(result.type === "error" ? result.error.message : "");
    } catch (error) {
      setMessage(error.message);
    }
    setUpdates((running) => running - 1);
  };

  const total = checkout.total.total.amount;
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <label>
        <input type="checkbox" checked={giftWrap} onChange={(event) => toggle(event.target.checked)} /> Gift wrap
      </label>
      <p data-testid="total">{total}</p>
      <PaymentElement />
      <p role="status">{message}</p>
      <button type="submit" disabled={updates > 0}>
        Pay {total}
      </button>
    </form>
  );
}

function Loaded() {
  const state = useCheckoutElements();
  if (state.type === "loading") return <p>Loading…</p>;
  if (state.type === "error") return <p role="alert">{state.error.message}</p>;
  return <Checkout checkout={state.checkout} />;
}

createRoot(root).render(
  <CheckoutElementsProvider stripe={stripe} options={{ clientSecret }}>
    <Loaded />
  </CheckoutElementsProvider>,
);
