// Typing ends a moment after the last key; then what was typed is sent, not before.
const TYPING_PAUSE = 250;

/**
 * Tells the session what the address and contact elements hold, as Stripe.js does, once they are complete.
 * @param {CheckoutState} state
 * @param {(body: object) => Promise<void>} send
 */
function createElementSync(state, send) {
  /** @type {Map<ElementKind, object>} */
  const unsent = new Map();
  /** @type {Map<ElementKind, ReturnType<typeof setTimeout>>} */
  const timers = new Map();
  /** @type {Set<Promise<void>>} */
  const running = new Set();

  /** @param {ElementKind} kind */
  function stopTimer(kind) {
    clearTimeout(timers.get(kind));
    timers.delete(kind);
  }

  /** @param {ElementKind} kind @param {object} body */
  async function deliver(kind, body) {
    await send(body);
    if (unsent.get(kind) === body) unsent.delete(kind);
  }

  /** @param {ElementKind} kind @param {object} body */
  function start(kind, body) {
    stopTimer(kind);
    const sending = deliver(kind, body).finally(() => {
      running.delete(sending);
      state.publish();
    });
    running.add(sending);
    return sending;
  }

  return {
    busy: () => timers.size > 0 || running.size > 0,
    running: () => running.size,
    /** @param {ElementKind} kind @param {FrameChange} change */
    take(kind, change) {
      stopTimer(kind);
      unsent.delete(kind);
      const body = change.complete ? sessionPart(kind, change, state.page()) : null;
      if (!body) return;
      unsent.set(kind, body);
      // What is refused now is sent again, and then reported, when the shopper pays.
      timers.set(
        kind,
        setTimeout(() => start(kind, body).catch(() => {}), TYPING_PAUSE),
      );
    },
    /** Sends what is still unsent, and waits for all of it; rejects when the session refuses any. */
    async settle() {
      await Promise.allSettled(running);
      await Promise.all(Array.from(unsent, ([kind, body]) => start(kind, body)));
    },
  };
}

/**
 * What an element's value changes in the session, or null when it changes nothing.
 * @param {ElementKind} kind @param {FrameChange} change @param {PaymentPage} page
 */
function sessionPart(kind, { value }, { session, permissions }) {
  const clientMayShip = permissions.update_shipping_details === "client_only";
  const held = /** @type {AddressValue & {email: string}} */ (value.value);
  const email = kind === "contactDetails" && held.email !== session.email && { email: held.email };
  const billing = kind === "billingAddress" && changed(held, session.billingAddress);
  const shipping = kind === "shippingAddress" && clientMayShip && changed(held, session.shippingAddress);
  const phone = kind === "shippingAddress" && held.phone !== undefined && held.phone !== session.phoneNumber;
  const part = {
    ...email,
    ...(billing && { billing_address: billing }),
    ...(shipping && { shipping_address: shipping }),
    ...(phone && { phone_number: held.phone }),
  };
  return Object.keys(part).length > 0 ? part : null;
}

/** @param {AddressValue} value @param {Contact | null} known @returns {Contact | null} */
function changed({ name, address }, known) {
  const contact = { name, address };
  return sameContact(contact, known) ? null : contact;
}

/** @param {Contact} one @param {Contact | null} other */
function sameContact(one, other) {
  const flat = (/** @type {Contact} */ { name, address: { line1, line2, city, state, postal_code, country } }) =>
    [name, line1, line2, city, state, postal_code, country].map((part) => part ?? "").join("\n");
  return other !== null && flat(one) === flat(other);
}
