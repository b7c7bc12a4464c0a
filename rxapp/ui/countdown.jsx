import { useEffect, useState } from "react";

/** How long an offer still lasts. Says so once it is over; the server decides whether it is. */
export function Countdown({ ends, onEnd }) {
  const [left, setLeft] = useState(null); // the clock of whoever prerenders the page is of no use here
  useEffect(() => {
    const look = () => {
      const seconds = ends - Date.now() / 1000;
      setLeft(Math.max(0, Math.floor(seconds)));
      if (seconds <= 0) onEnd();
    };
    look();
    const clock = setInterval(look, 1000);
    return () => clearInterval(clock);
  }, [ends, onEnd]);
  if (left === null) return null;
  const minutes = Math.floor(left / 60);
  const seconds = String(left % 60).padStart(2, "0");
  return (
    <span className="countdown figures" role="timer">
      {minutes}:{seconds} left
    </span>
  );
}
