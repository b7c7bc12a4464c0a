import { useEffect, useState } from "react";

const ROLL_MS = 700;

/** In the smallest unit, whatever the language's signs are: two amounts in a currency have as many decimals. */
const numberIn = (text) => Number(text.replace("\u2212", "-").replace(/[^\d-]/g, ""));

/** The characters of `text`, each with the one that stood in its place before, counted from the right. */
function pairs(text, was) {
  return Array.from(text, (character, index) => [character, was.at(index - text.length) ?? " "]);
}

/** An amount whose digits roll to a new value. Its text is never anything but the amount. */
export function Amount({ text, testId, className = "" }) {
  const [change, setChange] = useState({ text, was: text });
  if (change.text !== text) setChange({ text, was: change.text || text });
  const rolling = change.was !== text && change.text === text;

  useEffect(() => {
    if (!rolling) return undefined;
    const timer = setTimeout(() => setChange({ text, was: text }), ROLL_MS);
    return () => clearTimeout(timer);
  }, [rolling, text]);

  const mood = rolling && (numberIn(text) < numberIn(change.was) ? "amount-fell" : "amount-rose");
  return (
    <span className={`amount ${className}`} data-testid={testId || undefined}>
      {rolling ? (
        <span key={text} className={mood}>
          {pairs(text, change.was).map(([character, was], index) => (
            <span key={index - text.length} className={character === was ? undefined : "digit"} data-was={was}>
              {character}
            </span>
          ))}
        </span>
      ) : (
        text
      )}
    </span>
  );
}
