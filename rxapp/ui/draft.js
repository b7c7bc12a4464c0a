import { useCallback, useEffect, useRef, useState } from "react";

const SETTLE_MS = 600;

/**
 * Shows what the shopper chose at once, until the server has answered.
 *
 * The answer is that the server's value has become the draft, whatever it becomes afterwards, or that a problem stands beside the
 * control. The draft then goes after a moment of rest, so that the answers to quick changes don't flicker past.
 */
export function useDraft(value, problem) {
  const [draft, setDraft] = useState(null);
  const answered = useRef(false);
  useEffect(() => {
    if (draft === null) return undefined;
    answered.current ||= draft === value || Boolean(problem);
    if (!answered.current) return undefined;
    const timer = setTimeout(() => setDraft(null), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [draft, value, problem]);
  const choose = useCallback((chosen) => {
    answered.current = false;
    setDraft(chosen);
  }, []);
  return [draft ?? value, choose];
}
