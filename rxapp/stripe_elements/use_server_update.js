import { useCallback, useEffect, useRef, useState } from "react";

/**
 * Keeps a payment form at the cart's revision.
 *
 * Whenever the server's revision is ahead of what the form shows, for whatever reason, the form is updated: the server is asked to
 * bring Stripe to the latest revision, and Stripe.js then reads the result. One update runs at a time; changes made meanwhile are
 * carried by the next one.
 *
 * @param {object} props `revision`, `syncedRevision`, `onSync`
 * @param {Function} ask from useExchange
 * @param {(userFunction: () => Promise<unknown>) => Promise<{type: string, error?: {message: string}}>} runUpdate
 *     Stripe.js's `runServerUpdate`, or for a Payment Intent: the function, then `elements.fetchUpdates()`.
 * @returns {{shown: number, trouble: string|null, tryAgain: () => void}} `shown` is the revision the form reflects.
 */
export function useServerUpdate(props, ask, runUpdate) {
  const { revision, syncedRevision } = props;
  const [shown, setShown] = useState(syncedRevision);
  const [failure, setFailure] = useState(null);
  const [runs, setRuns] = useState(0);
  const running = useRef(false);
  const latest = useRef(props);
  latest.current = props;

  const update = useCallback(async () => {
    if (running.current) return;
    running.current = true;
    const wanted = latest.current.revision;
    try {
      const reached = await updated(latest, wanted, ask, runUpdate);
      setFailure(null);
      setShown(reached);
    } catch (error) {
      setFailure({ revision: wanted, message: error.message });
    } finally {
      running.current = false;
      setRuns((count) => count + 1); // a change made meanwhile is waiting for this end, however it ended
    }
  }, [ask, runUpdate]);

  const failedHere = failure?.revision === revision;
  const behind = revision > shown || revision > syncedRevision;
  useEffect(() => {
    if (behind && !failedHere) update();
  }, [behind, revision, failedHere, runs, update]);

  const tryAgain = useCallback(() => {
    setFailure(null);
    update();
  }, [update]);

  return { shown, trouble: failedHere ? failure.message : null, tryAgain };
}

async function updated(latest, wanted, ask, runUpdate) {
  let reached = wanted;
  const result = await runUpdate(async () => {
    const answer = await ask(
      () => latest.current.onSync(),
      (now) => now.syncedRevision >= wanted,
    );
    reached = answer.syncedRevision;
  });
  // The promise rejects for our own refusals and for a time-out; this is Stripe.js failing to read the session afterwards.
  if (result.type === "error") throw new Error(result.error.message);
  return reached;
}
