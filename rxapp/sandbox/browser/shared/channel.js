/**
 * @typedef {{channel: string, call: number, method: string, argument: unknown}} CallMessage
 * @typedef {{channel: string, answer: number, value?: unknown, error?: StripeError}} AnswerMessage
 * @typedef {{channel: string, event: string, detail: unknown}} EventMessage
 */

/**
 * Calls and events between the page and one of its frames. A message counts only if it comes from the other window and
 * carries the channel's random id, so that no other frame of the page can speak for it.
 * @param {object} options
 * @param {string} options.id
 * @param {() => Window | null} options.peer
 * @param {string} options.origin of the peer; `*` for a frame, whose origin is opaque
 * @param {(method: string, argument: unknown) => unknown} [options.answer]
 * @param {(event: string, detail: unknown) => void} [options.hear]
 * @returns {Channel}
 */
function openChannel({ id, peer, origin, answer = refuseCall, hear = () => {} }) {
  /** @type {Map<number, {resolve: (value: unknown) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  let calls = 0;

  /** @param {object} message */
  function send(message) {
    peer()?.postMessage({ channel: id, ...message }, origin);
  }

  /** @param {CallMessage} message */
  async function carryOut({ call, method, argument }) {
    try {
      send({ answer: call, value: await answer(method, argument) });
    } catch (failure) {
      send({ answer: call, error: asStripeError(failure) });
    }
  }

  /** @param {AnswerMessage} message */
  function settle({ answer: call, value, error }) {
    const caller = waiting.get(call);
    waiting.delete(call);
    if (error) caller?.reject(new StripeFailure(error));
    else caller?.resolve(value);
  }

  /** @param {MessageEvent<unknown>} event */
  function receive({ source, data }) {
    if (source === null || source !== peer() || !isObject(data) || data.channel !== id) return;
    if ("call" in data) carryOut(/** @type {CallMessage} */ (data));
    else if ("answer" in data) settle(/** @type {AnswerMessage} */ (data));
    else if ("event" in data) hear(String(data.event), data.detail);
  }

  addEventListener("message", receive);
  return {
    call: (method, argument) =>
      new Promise((resolve, reject) => {
        calls += 1;
        waiting.set(calls, { resolve: (value) => resolve(/** @type {never} */ (value)), reject });
        send({ call: calls, method, argument });
      }),
    notify: (event, detail) => send({ event, detail }),
    close: () => {
      removeEventListener("message", receive);
      for (const { reject } of waiting.values()) reject(new IntegrationError("The element was removed from the page."));
      waiting.clear();
    },
  };
}

/** @returns {never} */
function refuseCall() {
  throw new IntegrationError("This side of the channel answers no calls.");
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null;
}
