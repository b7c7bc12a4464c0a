// The store's own payment form as the only thing on a page. Tests play its server: they set its props and hear its questions.
import { useState } from "react";
import { createRoot } from "react-dom/client";

import { adjustQuantity } from "../../../rxapp/stripe_elements/adjusting.js";
import { StripeCheckout } from "../../../rxapp/stripe_elements/checkout.jsx";

const query = new URLSearchParams(location.search);

const OPENED = {
  publishableKey: query.get("key"),
  stripeJsUrl: "/endive/stripe.js",
  clientSecret: query.get("secret"),
  email: "",
  accountEmail: "",
  label: "Pay $40.00",
  amount: 4000,
  trialDays: 0,
  revision: 1,
  syncedRevision: 1,
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
  const [props, setProps] = useState(OPENED);
  const [here, setHere] = useState(true);
  window.answer = (more) => setProps((known) => ({ ...known, ...more }));
  window.goTo = (checkout) => setHere(checkout);
  if (!here) return <p>Another page</p>;
  return <StripeCheckout {...props} {...QUESTIONS} />;
}

createRoot(document.getElementById("root")).render(<Store />);
