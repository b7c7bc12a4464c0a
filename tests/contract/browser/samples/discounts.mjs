// "Dynamically update discounts" on the server; corrected: one address for both sides, the discount is worked out here and
// asked for by nobody, its base is the undiscounted amount, "" removes it, and refusals are not answered with 200.
import { app, connect, owns, page, remember, start } from './shop.mjs';

const stripe = connect('2025-03-31.basil; checkout_server_update_beta=v1;');

// 10% off for carts over 100 USD, max 20 USD discount
function calculateCustomerDiscount(cartTotal) {
  return cartTotal > 10000 ? Math.min(Math.floor(cartTotal / 10), 2000) : 0;
}

function recomputeDiscounts(session) {
  const amount_off = calculateCustomerDiscount(session.amount_subtotal);
  if (amount_off === 0) return '';
  return [{ coupon_data: { name: 'Customer Discount', amount_off, currency: session.currency } }];
}

app.get('/', (req, res) => res.type('html').send(page('discounts.html')));

app.post('/create-checkout-session', async (req, res) => {
  const session = await stripe.checkout.sessions.create({
    ui_mode: 'elements',
    mode: 'payment',
    customer_email: 'ada@example.com',
    permissions: { update_discounts: 'server_only' },
    line_items: [
      {
        price_data: { currency: 'usd', product_data: { name: 'Kettle' }, unit_amount: 7500 },
        quantity: Number(req.query.quantity),
      },
    ],
  });
  remember(res, session.id);
  res.json({ clientSecret: session.client_secret });
});

app.post('/apply-customer-discount', async (req, res) => {
  const { checkout_session_id } = req.body;
  if (!owns(req, checkout_session_id)) return res.status(403).json({ message: 'This is not your session.' });
  try {
    const session = await stripe.checkout.sessions.retrieve(checkout_session_id);
    const discounts = recomputeDiscounts(session);
    await stripe.checkout.sessions.update(checkout_session_id, { discounts });
    if (discounts === '') return res.status(400).json({ message: 'The discount starts at $100.' });
    return res.json({ succeeded: true });
  } catch (err) {
    return res.status(400).json({ message: err.message });
  }
});

start();
