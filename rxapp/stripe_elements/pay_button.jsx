import { useEffect, useState } from "react";

const SLOW_MS = 300;

/**
 * Keeps its place and size whatever happens; the fine bar says that the amount isn't confirmed yet.
 *
 * A closed button only says that it is: one that were disabled would lose the focus, and the keyboard its place.
 */
export function PayButton({ button, above, label, closed, waiting, sentence, atOnce, trouble, words, onRetry }) {
  const slow = useSlow(waiting);
  return (
    <div className="pay">
      {above}
      <button
        className="pay-button"
        type="submit"
        ref={button}
        aria-disabled={closed}
        aria-busy={waiting}
        aria-describedby="pay-sentence"
      >
        {/* another label is another text, not the old one moved */}
        <span key={label}>{label}</span>
        <span className="pay-bar" data-waiting={waiting ? "true" : "false"} aria-hidden="true" />
      </button>
      <p className="pay-sentence" id="pay-sentence" role="status">
        {trouble ? (
          <Trouble message={trouble} again={words.try_again} onRetry={onRetry} />
        ) : slow || atOnce ? (
          sentence
        ) : (
          ""
        )}
      </p>
    </div>
  );
}

function Trouble({ message, again, onRetry }) {
  return (
    <>
      {message}{" "}
      <button className="pay-again" type="button" onClick={onRetry}>
        {again}
      </button>
    </>
  );
}

/** True once something has gone on for longer than a person takes for "at once". */
export function useSlow(active) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (!active) return undefined;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [active]);
  return slow;
}
