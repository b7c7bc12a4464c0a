// "Dynamically update discounts" in the browser; corrected: the session and runServerUpdate are on the actions, the answer
// of the server is looked at inside the update, and the result of runServerUpdate has a type, not `ok`.
const stripe = Stripe(document.currentScript.dataset.key, { betas: ['custom_checkout_server_updates_1'] });
const clientSecret = fetch(`/create-checkout-session${location.search}`, { method: 'POST' })
  .then((response) => response.json())
  .then(({ clientSecret }) => clientSecret);
const checkout = stripe.initCheckoutElementsSdk({ clientSecret });

const show = (id, text) => (document.getElementById(id).textContent = text);

async function start() {
  const { actions } = await checkout.loadActions();
  show('total', actions.getSession().total.total.amount);
  checkout.on('change', ({ total }) => show('total', total.total.amount));

  document.getElementById('apply-customer-discount').addEventListener('click', async (event) => {
    const updateCheckout = async () => {
      const response = await fetch('/apply-customer-discount', {
        method: 'POST',
        headers: { 'Content-type': 'application/json' },
        body: JSON.stringify({ checkout_session_id: actions.getSession().id }),
      });
      if (!response.ok) throw new Error((await response.json()).message);
    };
    try {
      const result = await actions.runServerUpdate(updateCheckout);
      if (result.type === 'error') return show('message', result.error.message);
    } catch (error) {
      return show('message', error.message);
    }
    // Update UI to reflect the applied discount
    event.target.textContent = 'Discount Applied!';
    event.target.disabled = true;
  });
}

start();
