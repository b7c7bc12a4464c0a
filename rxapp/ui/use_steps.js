import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { formNow, watchForm } from "../../stripe_elements/component/watching.js";

const KEPT = "hood-steps";
const MOST_KEPT = 200;

/** What the browser itself does. A title, one sentence, and the file that does it. */
const FORM = "rxapp/stripe_elements/payment_form.jsx";
const UPDATE = "rxapp/stripe_elements/use_server_update.js";
const WORDS = {
  click: ["", "The shopper uses a control.", "rxapp/pages/checkout.py"],
  update: [
    "runServerUpdate",
    "Stripe.js runs the form's update from here to here; Pay is closed until it ends.",
    UPDATE,
  ],
  read: ["Stripe.js reads again", "The store has answered; Stripe.js reads from Stripe what has become of it.", UPDATE],
  permission: ["may I pay?", "The form asks the store whether what it shows may be paid.", FORM],
  confirm: ["confirm", "Stripe.js confirms the payment with what was typed; no card passes through the store.", FORM],
  paint: ["", "The new amount is on the screen.", "rxapp/ui/amount.jsx"],
};

/** The steps of the server, as they are heard, and those of this browser, on the server's clock. */
export function useSteps(props) {
  const { steps, since, seen, looks, clock, onLook } = props;
  const [ofServer, setOfServer] = useState(new Map());
  const ahead = useRef(-Infinity); // by how much the server's clock is ahead; the shortest way here tells it best
  const ofBrowser = useBrowserSteps(props);
  const latest = useRef(0);

  useEffect(() => {
    if (looks > 0 && clock > 0) ahead.current = Math.max(ahead.current, clock - Date.now());
    // What an earlier page had asked for may begin later than what this one knows.
    if (since <= latest.current) latest.current = Math.max(latest.current, seen);
    if (steps.length > 0) setOfServer((known) => new Map([...known, ...steps.map((step) => [step.id, step])]));
  }, [looks, steps, since, seen, clock]);

  // Each look that has ended is followed by another.
  useEffect(() => {
    if (props.hydrated) onLook(latest.current);
  }, [looks, props.hydrated]);

  const first = useRef(looks);
  const all = useMemo(() => {
    const shift = Number.isFinite(ahead.current) ? ahead.current : 0;
    const moved = ofBrowser.map((step) => ({
      ...step,
      began: step.began + shift,
      ended: step.ended && step.ended + shift,
    }));
    return [...ofServer.values(), ...moved];
  }, [ofServer, ofBrowser]);
  return { steps: all, watched: looks !== first.current };
}

function useBrowserSteps({ total, storeCurl, stripeApi, isIntent }) {
  const [steps, setSteps] = useState(kept);
  const lastId = useRef(0);
  const add = useCallback(
    (name, { title, failed = false, ended = 0, outcome = "" } = {}) => {
      const [usual, sentence, file] = WORDS[name];
      const curl = name === "read" ? curlOf(stripeApi, formNow.payment) : storeCurl;
      const called = name === "update" && isIntent ? "fetchUpdates" : usual;
      // Below those of the server and of an earlier page; several may begin within a millisecond.
      lastId.current = Math.min(lastId.current - 1, -100 * Date.now());
      const id = lastId.current;
      const step = { id, kind: name === "update" || name === "read" ? "browser" : name, title: title ?? called };
      const whole = { ...step, sentence, file, began: now(), ended, outcome, failed, details: "", curl };
      if (ended) whole.ended = whole.began;
      setSteps((before) => [...before, whole].slice(-MOST_KEPT));
      return (outcome) =>
        setSteps((before) =>
          before.map((one) => (one.id === id ? { ...one, ended: now(), outcome, failed: outcome !== "done" } : one)),
        );
    },
    [storeCurl, stripeApi, isIntent],
  );

  useEffect(() => {
    const keep = () => sessionStorage.setItem(KEPT, JSON.stringify(steps.map(leftBehind)));
    addEventListener("pagehide", keep);
    return () => removeEventListener("pagehide", keep);
  }, [steps]);
  useEffect(() => watchForm((name) => add(name)), [add]);
  useEffect(() => {
    const used = ({ target, type }) => {
      const control = target.closest("button, a, select, input");
      if (!control || control.closest(".hood, .guide") || (type === "click") !== control.matches("button, a")) return;
      add("click", { title: nameOf(control), ended: 1, outcome: "done" });
    };
    addEventListener("click", used, true);
    addEventListener("change", used, true);
    return () => {
      removeEventListener("click", used, true);
      removeEventListener("change", used, true);
    };
  }, [add]);

  const painted = useRef(total);
  useEffect(() => {
    if (total === painted.current) return;
    painted.current = total;
    requestAnimationFrame(() => requestAnimationFrame(() => add("paint", { title: total, ended: 1, outcome: "done" })));
  }, [total, add]);
  return steps;
}

function curlOf(api, payment) {
  const path = payment.startsWith("pi_") ? "payment_intents" : "checkout/sessions";
  return `curl ${api}/v1/${path}/${payment} -u "$STRIPE_SECRET_KEY:"`;
}

const now = () => performance.timeOrigin + performance.now();

function nameOf(control) {
  const named = control.getAttribute("aria-label") ?? firstText(control.labels?.[0] ?? control);
  return named.slice(0, 40) || control.name;
}

/** The first words in it, which name it; what follows describes it. */
function firstText(node) {
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.data.trim()) return texts.currentNode.data.trim();
  return "";
}

/** What still runs as the browser leaves the page, such as the payment that it leaves for. */
const leftBehind = (step) => (step.ended ? step : { ...step, ended: now(), outcome: "left the page" });

/** What was seen before a page gave way to the next, such as the receipt. */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}
