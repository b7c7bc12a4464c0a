import { useEffect, useRef } from "react";

/** Why a change was refused. Scrolls itself into sight, and only if it is hidden behind the pinned total. */
export function Problem({ id, message }) {
  const sentence = useRef(null);
  useEffect(() => {
    sentence.current?.scrollIntoView({ block: "nearest" });
  }, [message]);
  if (!message) return null;
  return (
    <p className="problem" id={id} role="alert" ref={sentence}>
      {message}
    </p>
  );
}
