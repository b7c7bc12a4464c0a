// The store's own payment form as the only thing on a page. Tests play its server: they set its props and hear its questions.
import { useState } from "react";
import { createRoot } from "react-dom/client";

import { adjustQuantity } from "../../../rxapp/stripe_elements/adjusting.js";
import { StripeCheckout } from "../../../rxapp/stripe_elements/checkout.jsx";
import { formNow, watchForm } from "../../../rxapp/stripe_elements/watching.js";

const query = new URLSearchParams(location.search);

const NEEDED = {
  publishableKey: query.get("key"),
  clientSecret: query.get("secret"),
  label: "Pay $40.00",
  amount: 4000,
  revision: 1,
  syncedRevision: 1,
};
const OPENED = {
  ...NEEDED,
  stripeJsUrl: "/endive/stripe.js",
  locale: "auto",
  email: "",
  accountEmail: "",
  trialDays: 0,
  placing: 0,
  closedBecause: "",
  refusal: { number: 0, message: "" },
  tries: 0,
  hydrated: true,
  connected: true,
  dark: false,
  returnUrl: "/complete",
  fonts: [{ family: "Inter", src: "/fonts/inter.woff2", weight: "100 900" }],
  words: {},
  ...JSON.parse(query.get("props") ?? "{}"),
};

window.asked = [];
window.adjustQuantity = adjustQuantity;
window.formNow = formNow;

// Watches the form: what begins, and how it ends, in the order of their coming.
window.watched = [];
window.watch = (watcher) =>
  watchForm((name, about) => {
    window.watched.push([watcher, name, about]);
    return (outcome) => window.watched.push([watcher, name, outcome]);
  });

const ask =
  (name) =>
  (...given) =>
    window.asked.push([name, ...given]);

// The same functions each time, as Reflex gives them.
const QUESTIONS = {
  onOpen: ask("open"),
  onSync: ask("sync"),
  onTrouble: ask("trouble"),
  onPlace: ask("place"),
  onRelease: ask("release"),
  onSession: ask("session"),
};

function Store() {
  const [props, setProps] = useState(query.has("bare") ? NEEDED : OPENED);
  const [here, setHere] = useState(true);
  window.answer = (more) => setProps((known) => ({ ...known, ...more }));
  window.goTo = (checkout) => setHere(checkout);
  if (!here) return <p>Another page</p>;
  const asks = query.has("bare") ? { onSync: QUESTIONS.onSync, onPlace: QUESTIONS.onPlace } : QUESTIONS;
  return <StripeCheckout {...props} {...asks} />;
}

createRoot(document.getElementById("root")).render(<Store />);
