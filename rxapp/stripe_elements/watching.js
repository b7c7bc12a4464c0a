/** What happens in the form, for whoever watches it. While nobody does, nothing is kept. */
let watcher = null;
const nobodyWatches = () => {};

/**
 * @param {(name: string, about: object) => (outcome: string) => void} heard called as something begins; what it gives is called
 *     when that has ended
 * @returns {() => void} ends the watch
 */
export function watchForm(heard) {
  watcher = heard;
  return () => {
    if (watcher === heard) watcher = null;
  };
}

/** @returns {(outcome: string) => void} to be called at the end */
export function begins(name, about = {}) {
  return watcher?.(name, about) ?? nobodyWatches;
}

/** What the form on the page has now: which payment, and what Stripe.js says is due. */
export const formNow = { payment: "", due: null };
