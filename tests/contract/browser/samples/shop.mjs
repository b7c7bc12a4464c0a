// What all samples share: a shop's server with the official Node SDK, and a cookie that says whose session it is.
import { readFileSync } from 'node:fs';
import express from 'express';
import Stripe from 'stripe';

const { STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_ADDRESS, PORT } = process.env;
const { hostname, port, origin } = new URL(STRIPE_ADDRESS);

export const stripe = connect();
export const app = express();
app.use(express.json());

/** @param {string} [apiVersion] */
export function connect(apiVersion) {
  return new Stripe(STRIPE_SECRET_KEY, { protocol: 'http', host: hostname, port, telemetry: false, apiVersion });
}

/** A documented page: its Stripe.js and its key are those of the local Stripe. */
export function page(name) {
  const html = readFileSync(new URL(name, import.meta.url), 'utf8');
  return html.replace('https://js.stripe.com', origin).replace('pk_test_…', STRIPE_PUBLISHABLE_KEY);
}

export function remember(res, id) {
  res.cookie('checkout', id, { httpOnly: true, sameSite: 'lax' });
}

/** Only the shopper who opened a session may change it. */
export function owns(req, id) {
  return (req.headers.cookie ?? '').split('; ').includes(`checkout=${id}`);
}

export function start() {
  app.use(express.static(import.meta.dirname));
  app.listen(Number(PORT), '127.0.0.1');
}
