import { useEffect, useRef, useState } from "react";

import { formNow } from "../../stripe_elements/component/watching.js";
import { timeOfDay } from "./updates.js";

const LOOK_MS = 100;

/** What stands on the quote, at Stripe and on the button; looked at again and again while the drawer is open. */
export function useAgreement({ amount, total, revision, syncedRevision, currency, decimals }) {
  const [seen, setSeen] = useState({ due: null, button: "" });
  useEffect(() => {
    const look = () => {
      const button = document.querySelector("#payment-form .pay-button")?.textContent ?? "";
      const due = formNow.due;
      setSeen((before) => (before.due === due && before.button === button ? before : { due, button }));
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);

  const due = seen.due === null ? "–" : written(seen.due, currency, decimals);
  const onButton = seen.button.includes(total) || seen.due === 0; // where nothing is due it says no amount
  const agree = seen.due === amount && revision === syncedRevision && onButton;
  const since = useRef({ agree: null, at: "" });
  if (since.current.agree !== agree) since.current = { agree, at: timeOfDay(Date.now()) };
  return {
    quote: `${total} at revision ${revision}`,
    stripe: `${due} at revision ${syncedRevision}`,
    button: seen.button.replace(/^Pay /, "") || "–",
    agree,
    since: since.current.at,
  };
}

function written(minor, currency, decimals) {
  const options = { style: "currency", currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(document.documentElement.lang || undefined, options).format(minor / 10 ** decimals);
}
