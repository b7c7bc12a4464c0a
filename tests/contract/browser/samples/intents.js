// "Dynamically update amounts", Payment Intents, in the browser; the documented page stops before fetchUpdates().
const stripe = Stripe(document.currentScript.dataset.key);
const show = (text) => (document.getElementById('message').textContent = text);

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

async function start() {
  const { clientSecret } = await post('/create-payment-intent', {});
  const elements = stripe.elements({ clientSecret });
  elements.create('payment').mount('#payment-element');

  document.getElementById('add-service').addEventListener('click', async () => {
    const payment_intent_id = clientSecret.split('_secret_')[0];
    const { amount } = await post('/update-payment-intent', { payment_intent_id, items: ['tea', 'gift_wrap'] });
    const { error } = await elements.fetchUpdates();
    show(error ? error.message : `To pay: ${amount}`);
  });

  document.getElementById('payment-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const { error: submitError } = await elements.submit();
    if (submitError) return show(submitError.message);
    const { error } = await stripe.confirmPayment({
      elements,
      confirmParams: { return_url: new URL('/paid.html', location.href).href },
    });
    if (error) show(error.message);
  });
}

start();
