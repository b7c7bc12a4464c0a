/**
 * The session as the page last heard of it, and who wants to know of changes.
 * @param {() => boolean} readyToConfirm whether nothing but the session itself stands in the way of confirming
 */
function createCheckoutState(readyToConfirm) {
  const listeners = createListeners();
  /** @type {PaymentPage | null} */
  let page = null;
  let unheard = false;
  let announced = false;

  function currentPage() {
    if (!page) throw new IntegrationError("The Checkout Session is not loaded yet. Await loadActions() first.");
    return page;
  }

  function canConfirm() {
    return page?.session.status.type === "open" && readyToConfirm();
  }

  /** @returns {Session} */
  function session() {
    return { ...structuredClone(currentPage().session), canConfirm: canConfirm() };
  }

  return {
    page: currentPage,
    loaded: () => page !== null,
    session,
    on: listeners.on,
    /** @param {PaymentPage} next */
    replace(next) {
      page = next;
      unheard = true;
    },
    /** Tells of a new session, or of a changed `canConfirm`; of anything else there is nothing to tell. */
    publish() {
      if (!page || (!unheard && announced === canConfirm())) return;
      unheard = false;
      announced = canConfirm();
      listeners.emit("change", session());
    },
    /** @returns {Success} */
    success: () => ({ type: "success", session: session() }),
  };
}

/** @typedef {ReturnType<typeof createCheckoutState>} CheckoutState */
