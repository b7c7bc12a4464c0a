import { useCallback, useEffect, useRef, useState } from "react";

import { begins } from "./watching.js";
import { sentenceOf, Trouble } from "./words.js";

/**
 * Keeps a payment form at the cart's revision.
 *
 * Whenever the server's revision is ahead of what the form shows, for whatever reason, the form is updated: the server is asked to
 * bring Stripe to the latest revision, and Stripe.js then reads the result. One update runs at a time; changes made meanwhile are
 * carried by the next one. What failed is tried again when the shopper asks for it, when a lost socket is back, and when the server
 * has come further after all.
 *
 * @param {object} props `revision`, `syncedRevision`, `tries`, `hydrated`, `words`, `onSync`, `onTrouble`
 * @param {Function} ask from useExchange
 * @param {(userFunction: () => Promise<unknown>) => Promise<{type: "success"|"error"}>} runUpdate
 *     Stripe.js's `runServerUpdate`, or for a Payment Intent: the function, then `elements.fetchUpdates()`.
 * @returns {{shown: number, trouble: string|null, tryAgain: () => void}} `shown` is the revision the form reflects.
 */
export function useServerUpdate(props, ask, runUpdate) {
  const { revision, syncedRevision, tries, hydrated } = props;
  const [shown, setShown] = useState(syncedRevision);
  const [failure, setFailure] = useState(null);
  const [runs, setRuns] = useState(0);
  const running = useRef(false);
  const onPage = useOnPage();
  const latest = useRef(props);
  latest.current = props;

  const update = useCallback(async () => {
    if (running.current) return;
    running.current = true;
    const wanted = latest.current.revision;
    const ended = begins("update", { revision: wanted });
    try {
      const reached = await updated(latest, wanted, ask, runUpdate);
      ended("done");
      setFailure(null);
      setShown(reached);
    } catch (error) {
      ended(error.code ?? "refused");
      setFailure({ revision: wanted, error });
      // What only the browser knows of, and the server says beside the control whose change it was.
      if (error.code && onPage.current) latest.current.onTrouble(wanted, error.code);
    } finally {
      running.current = false;
      setRuns((count) => count + 1); // a change made meanwhile is waiting for this end, however it ended
    }
  }, [ask, runUpdate, onPage]);

  const failedHere = failure?.revision === revision;
  const behind = revision > shown || revision > syncedRevision;
  useEffect(() => {
    if (behind && !failedHere) update();
  }, [behind, revision, failedHere, runs, update]);

  const tryAgain = useCallback(() => setFailure(null), []);
  useEffect(tryAgain, [tries, hydrated, syncedRevision, tryAgain]);

  return { shown, trouble: failedHere ? sentenceOf(failure.error, props.words) : null, tryAgain };
}

/** What a form that has given way to another still waits for is nobody's business. */
function useOnPage() {
  const onPage = useRef(true);
  useEffect(() => {
    onPage.current = true;
    return () => {
      onPage.current = false;
    };
  }, []);
  return onPage;
}

async function updated(latest, wanted, ask, runUpdate) {
  let reached = wanted;
  let refusal = null;
  let read = () => {};
  const bringStripeToIt = async () => {
    try {
      const answer = await ask(
        () => latest.current.onSync(),
        (now) => now.syncedRevision >= wanted,
      );
      reached = answer.syncedRevision;
      read = begins("read", { revision: reached });
    } catch (error) {
      refusal = error;
      throw error;
    }
  };
  const result = await runUpdate(bringStripeToIt).catch(() => null);
  read(result?.type === "success" ? "done" : "not_refreshed");
  if (refusal) throw refusal;
  // Not our refusal: Stripe.js could not read the session afterwards. Its own words are not for shoppers.
  if (result?.type !== "success") throw new Trouble("not_refreshed");
  return reached;
}
