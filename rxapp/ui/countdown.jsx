import { useEffect, useRef, useState } from "react";

/** How long an offer still lasts. Says so once it is over; the server decides whether it is, or gives what is left. */
export function Countdown({ left, sentence, onEnd }) {
  const [shown, setShown] = useState(null); // a page that is prerendered has no time
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(() => {
    const ends = performance.now() + left * 1000; // on no clock that somebody sets
    const look = () => {
      const rest = ends - performance.now();
      setShown(Math.max(0, Math.floor(rest / 1000)));
      if (rest > 0) return;
      clearInterval(clock);
      latest.current();
    };
    const clock = setInterval(look, 1000);
    look();
    return () => clearInterval(clock);
  }, [left]);
  if (shown === null) return null;
  const minutes = Math.floor(shown / 60);
  const seconds = String(shown % 60).padStart(2, "0");
  return (
    <span className="countdown figures" role="timer">
      {sentence.replace("{time}", `${minutes}:${seconds}`)}
    </span>
  );
}
