import { useCallback, useEffect, useRef } from "react";

import { Trouble } from "./words.js";

// Below Stripe.js's own limit of 20 s, above the server's 13 s.
const PATIENCE_MS = 15_000;

/**
 * Asks the server by an event and waits for the answer in the props: an event of Reflex has no return value, and props survive
 * a lost socket. A refusal that is newer than the question is the answer no.
 *
 * @returns {(send: () => void, isAnswered: (props: object) => boolean) => Promise<object>} resolves with the props that answered.
 */
export function useExchange(props) {
  const latest = useRef(props);
  const open = useRef(new Set());
  latest.current = props;

  useEffect(() => {
    for (const question of open.current) question.look(latest.current);
  });

  // After a lost socket the question may never have arrived. Asking twice does no harm: the server answers with what is true.
  useEffect(() => {
    if (props.hydrated) for (const question of open.current) question.send();
  }, [props.hydrated]);

  return useCallback(
    (send, isAnswered) =>
      new Promise((resolve, reject) => {
        const refusalsBefore = latest.current.refusal.number;
        const end = (settle, value) => {
          clearTimeout(timer);
          open.current.delete(question);
          settle(value);
        };
        const look = (now) => {
          if (isAnswered(now)) end(resolve, now);
          else if (now.refusal.number > refusalsBefore) end(reject, new Error(now.refusal.message));
        };
        const timer = setTimeout(() => end(reject, new Trouble("late")), PATIENCE_MS);
        const question = { send, look };
        open.current.add(question);
        send();
        look(latest.current);
      }),
    [],
  );
}
