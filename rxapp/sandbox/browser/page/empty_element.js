/**
 * An element for which the local Stripe has nothing to show: it says so and takes no room.
 * @param {object} setup
 * @param {ElementKind} setup.kind
 * @param {Promise<unknown>} setup.ready
 * @param {string} [setup.unavailable] why it can't be shown at all
 * @param {() => void} setup.destroyed
 * @returns {GroupMember}
 */
function createEmptyElement({ kind, ready, unavailable, destroyed }) {
  const listeners = createListeners();
  let mounted = false;

  async function start() {
    try {
      await ready;
      if (unavailable) throw new StripeFailure({ type: "invalid_request_error", message: unavailable });
      if (mounted) listeners.emit("ready", { elementType: kind, availablePaymentMethods: undefined });
    } catch (failure) {
      if (mounted) listeners.emit("loaderror", { elementType: kind, error: asStripeError(failure) });
    }
  }

  /** @type {StandInElement} */
  const element = {
    mount(target) {
      mountPoint(target);
      mounted = true;
      void start();
    },
    unmount() {
      mounted = false;
    },
    destroy() {
      mounted = false;
      destroyed();
    },
    focus() {},
    blur() {},
    clear() {},
    collapse: () => element,
    update: () => element,
    on: chained(listeners.on, () => element),
    once: chained(listeners.once, () => element),
    off: chained(listeners.off, () => element),
    getValue: () => Promise.reject(new IntegrationError("This element holds no value.")),
  };
  return {
    kind,
    element,
    mounted: () => mounted,
    state: () => ({ complete: true, empty: true, value: {} }),
    validate: async () => [],
    createPaymentMethod: () => Promise.reject(new IntegrationError("This element holds no payment method.")),
    tokenize: () => Promise.reject(new IntegrationError("This element holds no card.")),
    configure() {},
  };
}
