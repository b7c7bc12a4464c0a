import { useEffect, useRef } from "react";

/** Asks for what is new in a calm rhythm, for as long as the page is open and seen; at once when it is seen again. */
export function LookAgain({ seconds, onLook }) {
  const look = useRef(onLook);
  useEffect(() => {
    look.current = onLook;
  });
  useEffect(() => {
    const ask = () => document.visibilityState === "visible" && look.current();
    const rhythm = setInterval(ask, seconds * 1000);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(rhythm);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [seconds]);
  return null;
}
