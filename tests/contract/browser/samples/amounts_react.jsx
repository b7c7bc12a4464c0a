// "Dynamically update amounts", Checkout Sessions, in React; corrected:
// the hook comes from the package's /checkout part, and its actions are on `checkoutState.checkout`.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { loadStripe } from '@stripe/stripe-js';
import { CheckoutElementsProvider, PaymentElement, useCheckoutElements } from '@stripe/react-stripe-js/checkout';

const AddServiceButton = () => {
  const [message, setMessage] = React.useState('');
  const checkoutState = useCheckoutElements();
  if (checkoutState.type === 'loading') {
    return <div>Loading...</div>;
  } else if (checkoutState.type === 'error') {
    return <div>Error: {checkoutState.error.message}</div>;
  }
  const { runServerUpdate, id, total } = checkoutState.checkout;
  const addService = async () => {
    const updateOnServer = async () => {
      const response = await fetch('/update-custom-amount', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          checkout_session_id: id,
          product_id: 'gift_wrap', // Server looks up actual price
        }),
      });
      if (!response.ok) {
        const body = await response.json();
        throw new Error(body.message);
      }
    };
    try {
      const res = await runServerUpdate(updateOnServer);
      setMessage(res.type === 'error' ? res.error.message : 'Added.');
    } catch (error) {
      setMessage(error.message);
    }
  };
  return (
    <>
      <button onClick={addService}>Add gift wrap</button>
      <output aria-label="Total">{total.total.amount}</output>
      <p role="status">{message}</p>
    </>
  );
};

const root = document.getElementById('root');
const stripe = loadStripe(root.dataset.key);
const clientSecret = fetch('/create-checkout-session', { method: 'POST' })
  .then((response) => response.json())
  .then(({ clientSecret }) => clientSecret);

createRoot(root).render(
  <CheckoutElementsProvider stripe={stripe} options={{ clientSecret }}>
    <AddServiceButton />
    <PaymentElement />
  </CheckoutElementsProvider>,
);
