import { useEffect, useState } from "react";

const SETTLE_MS = 600;

/**
 * Shows what the shopper chose at once, until the server has answered.
 *
 * The draft goes when it equals the server's value, or when a problem stands beside the control; both only after a
 * moment of rest, so that the answers to quick changes don't flicker past.
 */
export function useDraft(value, problem) {
  const [draft, setDraft] = useState(null);
  useEffect(() => {
    if (draft === null || (draft !== value && !problem)) return undefined;
    const timer = setTimeout(() => setDraft(null), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [draft, value, problem]);
  return [draft ?? value, setDraft];
}
