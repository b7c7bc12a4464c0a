import { useEffect, useState, useSyncExternalStore } from "react";

const NARROW = "(max-width: 719px)";

/** Its name is shown on a narrow screen only; what is typed stays when the screen is turned. It opens when it is needed. */
export function Fold({ name, needed, children }) {
  const narrow = useSyncExternalStore(listen, isNarrow, () => true);
  const [wanted, setWanted] = useState(needed);
  useEffect(() => {
    if (needed) setWanted(true);
  }, [needed]);
  // The browser would open it by itself and say so a moment later, when it may be wanted otherwise again.
  const turn = (event) => {
    event.preventDefault();
    setWanted(!wanted);
  };
  return (
    <details className="fold" open={wanted || !narrow}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button */}
      <summary className="fold-name" onClick={turn}>
        {name}
      </summary>
      {children}
    </details>
  );
}

const isNarrow = () => matchMedia(NARROW).matches;

function listen(changed) {
  const query = matchMedia(NARROW);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}
