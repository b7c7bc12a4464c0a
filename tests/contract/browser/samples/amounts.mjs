// "Dynamically update amounts", Checkout Sessions, on the server; corrected:
// the whole cart is sent, not the new item alone; refusals carry `message`; only the session's own shopper may change it.
import { readFileSync } from 'node:fs';
import { app, owns, page, remember, start, stripe } from './shop.mjs';

// Product catalog with prices - store this securely server-side
const PRODUCTS = {
  gift_wrap: { name: 'Gift Wrap', price: 500 }, // $5.00
  express_shipping: { name: 'Express Shipping', price: 1500 }, // $15.00
  warranty: { name: 'Extended Warranty', price: 2000 }, // $20.00
};

app.get('/', (req, res) => res.type('html').send(page('amounts.html')));
app.get('/react', (req, res) => res.type('html').send(page('amounts_react.html')));
app.get('/amounts_react.js', (req, res) => res.type('js').send(readFileSync(process.env.REACT_BUNDLE)));

app.post('/create-checkout-session', async (req, res) => {
  const session = await stripe.checkout.sessions.create({
    ui_mode: 'elements',
    mode: 'payment',
    customer_email: 'ada@example.com',
    line_items: [{ price_data: { currency: 'usd', product_data: { name: 'Tea' }, unit_amount: 4000 }, quantity: 1 }],
  });
  remember(res, session.id);
  res.json({ clientSecret: session.client_secret });
});

app.post('/update-custom-amount', async (req, res) => {
  try {
    const { checkout_session_id, product_id } = req.body;
    if (!owns(req, checkout_session_id)) return res.status(403).json({ message: 'This is not your session.' });
    const session = await stripe.checkout.sessions.retrieve(checkout_session_id, { expand: ['line_items'] });
    if (session.status !== 'open') return res.status(400).json({ message: 'Session is no longer updatable.' });

    // Look up product price server-side
    const product = PRODUCTS[product_id];
    if (!product) return res.status(400).json({ message: 'Invalid product ID' });

    // Add the additional product via price_data, and keep the rest of the cart
    const updated = await stripe.checkout.sessions.update(checkout_session_id, {
      line_items: [
        ...session.line_items.data.map(({ id, quantity }) => ({ id, quantity })),
        {
          price_data: {
            currency: session.currency,
            product_data: { name: product.name },
            unit_amount: product.price,
          },
          quantity: 1,
        },
      ],
    });
    return res.json({ id: updated.id, amount_total: updated.amount_total });
  } catch (err) {
    return res.status(400).json({ message: err.message });
  }
});

start();
