import { loadStripe } from "@stripe/stripe-js/pure";

const loading = new Map();

/**
 * The Stripe object for a key, loaded once. With the local Stripe its script comes first and defines `window.Stripe`; Stripe's own
 * loader then uses that. Without, the loader brings Stripe.js from js.stripe.com, as it must be for real payments.
 */
export function stripeFor(publishableKey, localScript, locale) {
  const key = `${publishableKey} ${localScript} ${locale}`;
  if (!loading.has(key)) {
    const started = load(publishableKey, localScript, locale);
    started.catch(() => loading.delete(key));
    loading.set(key, started);
  }
  return loading.get(key);
}

async function load(publishableKey, localScript, locale) {
  if (typeof window === "undefined") return null;
  if (localScript && !window.Stripe) await addScript(localScript);
  return loadStripe(publishableKey, { betas: ["custom_checkout_server_updates_1"], locale });
}

function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new Error("not loaded"));
    };
    document.head.append(script);
  });
}
