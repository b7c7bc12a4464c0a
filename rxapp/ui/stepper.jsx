import { useState } from "react";
import { adjustQuantity } from "../../stripe_elements/component/adjusting.js";
import { useDraft } from "./draft.js";

const isWhole = (text) => text.trim() !== "" && Number.isSafeInteger(Number(text));

function Step({ name, sign, unavailable, onClick }) {
  // aria-disabled keeps the focus where it is when the end of the range is reached
  return (
    <button
      type="button"
      className="stepper-button"
      aria-label={name}
      aria-disabled={unavailable}
      onClick={unavailable ? undefined : onClick}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={sign} />
      </svg>
    </button>
  );
}

/** Asks the payment form first whether it changes the quantity at Stripe itself. */
function send(quantity, stripeItem, onChange) {
  const otherwise = () => onChange(quantity);
  if (!stripeItem || !adjustQuantity({ stripeItem, quantity, otherwise })) otherwise();
}

/**
 * A number with one fewer and one more. What is typed is shown and sent at once; the server has the last word.
 *
 * With a name it is a field of a form: what was typed stands until that is sent, and after a refusal.
 */
export function Stepper({
  label,
  words,
  name,
  quantity,
  stripeItem,
  atLeast,
  atMost,
  problem = "",
  refused = "",
  describedBy,
  onChange,
}) {
  const [typing, setTyping] = useState(false);
  const [shown, setDraft] = useDraft(String(quantity), typing || name ? "" : problem || refused);
  const named = (sentence) => sentence.replace("{product}", () => label);
  const number = isWhole(shown) ? Number(shown) : quantity;

  const choose = (text) => {
    setDraft(text);
    if (isWhole(text) && !name) send(Number(text), stripeItem, onChange);
  };
  const step = (by) => {
    setTyping(false);
    choose(String(Math.min(atMost, Math.max(atLeast, number + by))));
  };
  const leave = () => {
    setTyping(false);
    if (!name && (!isWhole(shown) || number < atLeast || number > atMost)) setDraft(null);
  };

  return (
    <div className="stepper">
      <Step name={named(words.fewer)} sign="M3 8h10" unavailable={number <= atLeast} onClick={() => step(-1)} />
      <input
        className="stepper-input"
        type="number"
        name={name}
        inputMode="numeric"
        aria-label={named(words.quantity)}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? describedBy : undefined}
        min={atLeast}
        max={atMost}
        step={1}
        value={shown}
        onChange={(event) => {
          setTyping(true);
          choose(event.target.value);
        }}
        onBlur={leave}
      />
      <Step name={named(words.more)} sign="M3 8h10M8 3v10" unavailable={number >= atMost} onClick={() => step(1)} />
    </div>
  );
}
