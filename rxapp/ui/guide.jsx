import { useState } from "react";
import { keptOpen } from "./kept_open.js";

const [useOpen, setOpen] = keptOpen(() => sessionStorage, "guide-open");

/** Opens the guide and folds it up again. */
export function GuideButton({ className, children }) {
  const open = useOpen();
  const press = () => {
    setOpen(!open);
    if (!open) requestAnimationFrame(() => document.getElementById("guide")?.focus());
  };
  return (
    <button type="button" className={className} aria-expanded={open} aria-controls="guide" onClick={press}>
      {children}
    </button>
  );
}

/** What there is to try. Nothing of it is on the page while it is folded up. */
export function Guide({ title, children }) {
  if (!useOpen()) return null;
  const foldUp = () => {
    setOpen(false);
    document.querySelector("[aria-controls=guide]").focus();
  };
  const onKeyDown = (event) => {
    if (event.key === "Escape") foldUp();
  };
  return (
    <aside className="guide" id="guide" tabIndex={-1} aria-label={title} onKeyDown={onKeyDown}>
      <div className="guide-head">
        <h2 className="guide-title">{title}</h2>
        <button type="button" className="link-button guide-fold" onClick={foldUp}>
          Fold up
        </button>
      </div>
      {children}
    </aside>
  );
}

/**
 * Test cards, one press each. The local Stripe lets a page fill in its form; into Stripe's own no script can type, so that
 * there the number is copied.
 */
export function TestCards({ cards, billing, filled, copied, notOpen }) {
  const [said, setSaid] = useState("");
  const use = async ({ number }) => {
    setSaid(""); // so that the same words are said again
    if (!window.LocalStripe) setSaid(await copy(number, copied));
    else setSaid((await window.LocalStripe.fillCard({ ...billing, number })) ? filled : notOpen);
  };
  return (
    <>
      <ul className="guide-items">
        {cards.map((card) => (
          <li key={card.number} className="guide-item">
            <button type="button" className="guide-try guide-card" onClick={() => use(card)}>
              {card.name} <span className="guide-number figures">{inFours(card.number)}</span>
            </button>
            <span className="guide-watch">{card.watch}</span>
          </li>
        ))}
      </ul>
      <p className="guide-said" role="status">
        {said}
      </p>
    </>
  );
}

const inFours = (number) => number.replace(/(.{4})(?=.)/g, "$1 ");

async function copy(number, copied) {
  try {
    await navigator.clipboard.writeText(number);
    return copied;
  } catch {
    return `Your browser copies nothing here. Please type it: ${inFours(number)}`;
  }
}
