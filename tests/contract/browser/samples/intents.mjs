// "Dynamically update amounts", Payment Intents, on the server; corrected: no amount of money comes from the client.
import { app, owns, page, remember, start, stripe } from './shop.mjs';

const PRICES = { tea: 4000, gift_wrap: 500 };

function computeOrderAmount(items) {
  return items.reduce((total, item) => total + PRICES[item], 0);
}

app.get('/', (req, res) => res.type('html').send(page('intents.html')));

app.post('/create-payment-intent', async (req, res) => {
  const pi = await stripe.paymentIntents.create({ amount: computeOrderAmount(['tea']), currency: 'usd' });
  remember(res, pi.id);
  res.json({ clientSecret: pi.client_secret });
});

app.post('/update-payment-intent', async (req, res) => {
  try {
    const { payment_intent_id, items } = req.body;
    if (!owns(req, payment_intent_id)) return res.status(403).json({ message: 'This is not your payment.' });
    // Compute amount on server
    const amount = computeOrderAmount(items);
    // Update the amount if the PaymentIntent can be updated
    const pi = await stripe.paymentIntents.update(payment_intent_id, { amount });
    return res.json({ id: pi.id, amount: pi.amount, client_secret: pi.client_secret });
  } catch (err) {
    return res.status(400).json({ message: err.message });
  }
});

start();
