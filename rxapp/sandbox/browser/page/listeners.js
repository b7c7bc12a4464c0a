/** @returns {Listeners} */
function createListeners() {
  /** @type {{event: string, handler: Handler, once: boolean}[]} */
  let entries = [];

  return {
    on: (event, handler) => {
      entries = [...entries, { event, handler, once: false }];
    },
    once: (event, handler) => {
      entries = [...entries, { event, handler, once: true }];
    },
    off: (event, handler) => {
      entries = entries.filter((entry) => entry.event !== event || (handler && entry.handler !== handler));
    },
    emit: (event, detail) => {
      const heard = entries.filter((entry) => entry.event === event);
      entries = entries.filter((entry) => !(entry.once && entry.event === event));
      for (const { handler } of heard) tell(handler, detail);
    },
  };
}

/**
 * A method that answers with the element itself, so that calls can follow each other.
 * @template {unknown[]} Given
 * @template Element
 * @param {(...given: Given) => void} act @param {() => Element} element @returns {(...given: Given) => Element}
 */
function chained(act, element) {
  return (...given) => {
    act(...given);
    return element();
  };
}

/**
 * One failing handler must not keep the others from hearing.
 * @param {Handler} handler @param {unknown} detail
 */
function tell(handler, detail) {
  try {
    /** @type {(event: unknown) => unknown} */ (handler)(detail);
  } catch (error) {
    reportError(error);
  }
}
