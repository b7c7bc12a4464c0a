import { useState, useSyncExternalStore } from "react";

const NARROW = "(max-width: 719px)";

/** Its name is shown on a narrow screen only; what is typed stays when the screen is turned. */
export function Fold({ name, needed, children }) {
  const narrow = useSyncExternalStore(listen, isNarrow, () => true);
  const [wanted, setWanted] = useState(false);
  return (
    <details
      className="fold"
      open={wanted || needed || !narrow}
      onToggle={(event) => narrow && setWanted(event.currentTarget.open)}
    >
      <summary className="fold-name">{name}</summary>
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
