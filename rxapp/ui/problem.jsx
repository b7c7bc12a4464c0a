import { createContext, useContext, useEffect, useRef } from "react";

const Ways = createContext({ stuck: {} });

/** Goes around the controls of a checkout. `stuck` has a sentence for the one whose change hasn't reached Stripe. */
export function WaysOn({ stuck, tryAgain, undo, onRetry, onUndo, children }) {
  return <Ways.Provider value={{ stuck, tryAgain, undo, onRetry, onUndo }}>{children}</Ways.Provider>;
}

/** Why a change was refused or is stuck. Scrolls itself into sight, and only if it is hidden behind the pinned total. */
export function Problem({ id, message }) {
  const ways = useContext(Ways);
  const said = message || ways.stuck[id.replace(/^problem-/, "")];
  const sentence = useRef(null);
  useEffect(() => {
    sentence.current?.scrollIntoView({ block: "nearest" });
  }, [said]);
  if (!said) return null;
  return (
    <div className="problem" id={id} role="alert" ref={sentence}>
      <p>{said}</p>
      {!message && <Buttons {...ways} />}
    </div>
  );
}

function Buttons({ tryAgain, undo, onRetry, onUndo }) {
  return (
    <div className="problem-ways">
      <button className="link-button" type="button" onClick={onRetry}>
        {tryAgain}
      </button>
      {undo && (
        <button className="link-button" type="button" onClick={onUndo}>
          {undo}
        </button>
      )}
    </div>
  );
}
