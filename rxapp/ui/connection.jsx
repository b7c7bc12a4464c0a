import { useEffect, useState } from "react";

import { useOnline } from "./online.js";

const LASTING_MS = 1_000;

/** A page that comes back from the back/forward cache is as it was left, with everything that was on its way then. */
function useFreshAfterBack() {
  useEffect(() => {
    const look = ({ persisted }) => persisted && location.reload();
    addEventListener("pageshow", look);
    return () => removeEventListener("pageshow", look);
  }, []);
}

/** Says for as long as it lasts that nothing reaches the store, after a second: a short gap is nobody's business. */
export function Connection({ lost, words, children }) {
  useFreshAfterBack();
  const state = !useOnline() ? "offline" : lost ? "lost" : "";
  const lasting = useLasting(state !== "");
  return (
    <>
      <div className="connection" role="status">
        {lasting && state && <p className="connection-sentence">{words[state]}</p>}
      </div>
      {children}
    </>
  );
}

function useLasting(active) {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setTimeout(() => setLasting(true), LASTING_MS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [active]);
  return lasting;
}
