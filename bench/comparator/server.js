// The documented flow ("Dynamically update amounts", Checkout Sessions) in the documentation's own stack, done properly: the whole
// array is sent, what is kept by its id; refusals carry `message`; only the shopper who opened a session may change it.
import express from "express";
import Stripe from "stripe";

const { STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_ADDRESS, PORT, BUNDLE } = process.env;
const { hostname, port } = new URL(STRIPE_ADDRESS);
const stripe = new Stripe(STRIPE_SECRET_KEY, { protocol: "http", host: hostname, port, telemetry: false });

// Product catalog with prices - store this securely server-side
const PRODUCTS = {
  gift_wrap: { name: "Gift Wrap", price: 500 }, // $5.00
  express_shipping: { name: "Express Shipping", price: 1500 }, // $15.00
  warranty: { name: "Extended Warranty", price: 2000 }, // $20.00
};
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Checkout</title>
    <script src="${STRIPE_ADDRESS}/endive/stripe.js"></script>
    <script src="/page.js" defer></script>
  </head>
  <body><div id="root" data-key="${STRIPE_PUBLISHABLE_KEY}"></div></body>
</html>`;

const priced = ({ name, price }) => ({ currency: "usd", product_data: { name }, unit_amount: price });
const owns = (req, id) => (req.headers.cookie ?? "").split("; ").includes(`checkout=${id}`);

const app = express();
app.use(express.json());

app.get("/", (_, res) => res.type("html").send(PAGE));
app.get("/page.js", (_, res) => res.sendFile(BUNDLE));

app.post("/create-checkout-session", async (_, res) => {
  const session = await stripe.checkout.sessions.create({
    ui_mode: "elements",
    mode: "payment",
    customer_email: "anna@example.com",
    line_items: [{ price_data: priced({ name: "Yame Sencha", price: 1800 }), quantity: 1 }],
    shipping_options: [
      {
        shipping_rate_data: {
          display_name: "Standard",
          type: "fixed_amount",
          fixed_amount: { amount: 500, currency: "usd" },
        },
      },
    ],
  });
  res.cookie("checkout", session.id, { httpOnly: true, sameSite: "lax" });
  res.json({ clientSecret: session.client_secret });
});

app.post("/update-custom-amount", async (req, res) => {
  try {
    const { checkout_session_id, product_id, on } = req.body;
    if (!owns(req, checkout_session_id)) return res.status(403).json({ message: "This is not your session." });
    const session = await stripe.checkout.sessions.retrieve(checkout_session_id, { expand: ["line_items"] });
    if (session.status !== "open") return res.status(400).json({ message: "Session is no longer updatable." });

    // Look up product price server-side
    const product = PRODUCTS[product_id];
    if (!product) return res.status(400).json({ message: "Invalid product ID" });

    const others = session.line_items.data.filter(({ description }) => description !== product.name);
    const updated = await stripe.checkout.sessions.update(checkout_session_id, {
      line_items: [
        ...others.map(({ id, quantity }) => ({ id, quantity })),
        ...(on ? [{ price_data: priced(product), quantity: 1 }] : []),
      ],
    });
    return res.json({ id: updated.id, amount_total: updated.amount_total });
  } catch (err) {
    return res.status(400).json({ message: err.message });
  }
});

app.listen(Number(PORT), "127.0.0.1");
