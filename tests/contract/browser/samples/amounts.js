// "Dynamically update amounts", Checkout Sessions, in the browser.
const stripe = Stripe(document.currentScript.dataset.key);
const clientSecret = fetch('/create-checkout-session', { method: 'POST' })
  .then((response) => response.json())
  .then(({ clientSecret }) => clientSecret);
const checkout = stripe.initCheckoutElementsSdk({ clientSecret, elementsOptions: {} });
checkout.createPaymentElement().mount('#payment-element');

const show = (id, text) => (document.getElementById(id).textContent = text);

async function start() {
  const loadActionsResult = await checkout.loadActions();
  if (loadActionsResult.type !== 'success') return;
  const actions = loadActionsResult.actions;
  const session = actions.getSession();
  show('total', session.total.total.amount);
  checkout.on('change', ({ total }) => show('total', total.total.amount));

  const addProduct = (product_id) => async () => {
    const updateOnServer = async () => {
      const response = await fetch('/update-custom-amount', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          checkout_session_id: session.id,
          product_id, // Server looks up actual price
        }),
      });
      if (!response.ok) {
        const body = await response.json();
        throw new Error(body.message);
      }
    };
    try {
      const response = await actions.runServerUpdate(updateOnServer);
      show('message', response.type === 'error' ? response.error.message : 'Added.');
    } catch (error) {
      // error.message contains the message thrown from your update function.
      show('message', error.message);
    }
  };
  document.getElementById('add-service').addEventListener('click', addProduct('gift_wrap'));
  document.getElementById('add-nothing').addEventListener('click', addProduct('nothing'));
}

start();
