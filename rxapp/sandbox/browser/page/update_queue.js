/**
 * Updates run one after the other. `changed` is told when one is queued and when one has ended, before its caller is.
 * @param {() => void} changed
 */
function createUpdateQueue(changed) {
  /** @type {Promise<unknown>} */
  let tail = Promise.resolve();
  let waiting = 0;

  return {
    length: () => waiting,
    /** @template T @param {() => Promise<T>} update @returns {Promise<T>} */
    run(update) {
      waiting += 1;
      changed();
      const result = tail.then(update).finally(() => {
        waiting -= 1;
        changed();
      });
      tail = result.catch(() => {});
      return result;
    },
  };
}
