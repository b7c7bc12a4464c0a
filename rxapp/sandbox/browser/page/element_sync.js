// Typing ends a moment after the last key; then what was typed is sent, not before.
const TYPING_PAUSE = 250;

/**
 * Tells the session what the address and contact elements hold, as Stripe.js does, once they are complete.
 * @param {CheckoutState} state
 * @param {(body: object) => Promise<void>} send
 */
function createElementSync(state, send) {
  /** @type {Map<ElementKind, {timer: ReturnType<typeof setTimeout>, body: object}>} */
  const scheduled = new Map();
  /** @type {Set<Promise<void>>} */
  const running = new Set();

  /** @param {ElementKind} kind */
  function start(kind) {
    const entry = scheduled.get(kind);
    if (!entry) return;
    clearTimeout(entry.timer);
    const sending = send(entry.body).catch(() => {});
    scheduled.delete(kind);
    running.add(sending);
    void sending.finally(() => {
      running.delete(sending);
      state.publish();
    });
  }

  return {
    busy: () => scheduled.size > 0 || running.size > 0,
    running: () => running.size,
    /** @param {ElementKind} kind @param {FrameChange} change */
    take(kind, change) {
      clearTimeout(scheduled.get(kind)?.timer);
      scheduled.delete(kind);
      const body = change.complete ? sessionPart(kind, change, state.page()) : null;
      if (body) scheduled.set(kind, { body, timer: setTimeout(() => start(kind), TYPING_PAUSE) });
    },
    async settled() {
      Array.from(scheduled.keys()).forEach(start);
      await Promise.all(running);
    },
  };
}

/**
 * What an element's value changes in the session, or null when it changes nothing.
 * @param {ElementKind} kind @param {FrameChange} change @param {PaymentPage} page
 */
function sessionPart(kind, { value }, page) {
  const { session, permissions } = page;
  if (kind === 'contactDetails') {
    const { email } = /** @type {{email: string}} */ (value.value);
    return email === session.email ? null : { email };
  }
  if (kind !== 'billingAddress' && kind !== 'shippingAddress') return null;
  if (kind === 'shippingAddress' && permissions.update_shipping_details === 'server_only') return null;
  const contact = contactOf(/** @type {AddressValue} */ (value.value));
  const known = kind === 'billingAddress' ? session.billingAddress : session.shippingAddress;
  if (sameContact(contact, known)) return null;
  return kind === 'billingAddress' ? { billing_address: contact } : { shipping_address: contact };
}

/** @param {AddressValue} value @returns {Contact} */
function contactOf({ name, address }) {
  return { name, address };
}

/** @param {Contact} one @param {Contact | null} other */
function sameContact(one, other) {
  const flat = (/** @type {Contact} */ { name, address: { line1, line2, city, state, postal_code, country } }) =>
    [name, line1, line2, city, state, postal_code, country].map((part) => part ?? '').join('\n');
  return other !== null && flat(one) === flat(other);
}
