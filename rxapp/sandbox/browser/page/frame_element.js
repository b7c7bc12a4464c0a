/**
 * @typedef {object} FrameKind
 * @property {string} file
 * @property {string} title the name of these words
 * @property {string} type as events name it
 * @property {number} height kept free until the form has said how high it is, so that the page below stays put
 * @property {object} [event] what every change event holds besides
 */

/** @type {FrameChange} */
const UNTOUCHED = { complete: false, empty: true, value: {} };

/**
 * An element whose fields live in an iframe of an opaque origin: no script of the page can read what is typed.
 * @param {object} setup
 * @param {ElementKind} setup.kind
 * @param {FrameKind} setup.frame
 * @param {object} setup.options
 * @param {(options: Record<string, unknown>) => FrameConfiguration} setup.configuration
 * @param {Promise<unknown>} setup.ready settles once there is something to show
 * @param {(change: FrameChange) => void} setup.changed
 * @param {() => void} setup.destroyed
 * @returns {GroupMember}
 */
function createFrameElement({ kind, frame, options, configuration, ready, changed, destroyed }) {
  const listeners = createListeners();
  /** @type {Record<string, unknown>} */
  let chosen = { ...options };
  /** @type {MountedFrame | null} */
  let mounted = null;
  let gone = false;
  let state = UNTOUCHED;
  let focused = false;
  const marked = frame.file === CARD_FRAME.file;

  /** A page's style sheet sees how an element is that draws no border of its own. */
  function mark() {
    if (marked && mounted) markPlace(mounted.parent, chosen, { ...state, focus: focused });
  }

  /** @param {string} event @param {object} [detail] */
  function emit(event, detail) {
    listeners.emit(event, { elementType: frame.type, ...detail });
  }

  /** @param {FrameChange} change */
  function takeChange(change) {
    state = change;
    const { complete, empty, value } = change;
    changed(change);
    mark();
    emit("change", { ...frame.event, complete, empty, ...value });
  }

  /** @param {string} event @param {unknown} detail */
  function hear(event, detail) {
    if (event === "focus" || event === "blur") {
      focused = event === "focus";
      mark();
    }
    if (event === "change") takeChange(/** @type {FrameChange} */ (detail));
    else emit(event, isObject(detail) ? detail : {});
  }

  /** @param {MountedFrame} current */
  async function start(current) {
    emit("loaderstart");
    try {
      await Promise.all([ready, current.connected]);
      if (mounted !== current) return;
      await current.configure(configuration(chosen));
      if (mounted !== current) return;
      emit("ready");
    } catch (failure) {
      if (mounted === current) emit("loaderror", { error: asStripeError(failure) });
    }
  }

  function configure() {
    mounted?.configure(configuration(chosen)).catch(() => {});
  }

  /** @param {TestCard} card @returns {Promise<void>} */
  const fill = (card) => ask("fill", card);

  function unmount() {
    cardForms.delete(fill);
    if (marked && mounted) unmarkPlace(mounted.parent, chosen);
    mounted?.remove();
    mounted = null;
    state = UNTOUCHED;
    focused = false;
    changed(state);
  }

  /** @template T @param {string} method @param {unknown} [argument] @returns {Promise<T>} */
  async function ask(method, argument) {
    if (!mounted) throw new IntegrationError("The element must be mounted first.");
    return mounted.call(method, argument);
  }

  /** @type {StandInElement} */
  const element = {
    mount(target) {
      if (gone) throw new IntegrationError("This Element has already been destroyed. Please create a new one.");
      const parent = mountPoint(target);
      if (mounted?.parent === parent) return;
      mounted?.remove();
      mounted = mountFrame({ parent, ...frame, title: say(frame.title), hear });
      mark();
      configure();
      if (kind === "payment") cardForms.add(fill); // it waits for its frame
      void start(mounted);
      changed(state);
    },
    unmount,
    destroy() {
      if (gone) return;
      gone = true;
      unmount();
      destroyed();
    },
    focus: () => void ask("focus").catch(() => {}),
    blur: () => void ask("blur").catch(() => {}),
    clear: () => void ask("clear").catch(() => {}),
    collapse: () => element,
    update(changes) {
      if (marked && mounted) unmarkPlace(mounted.parent, chosen);
      chosen = { ...chosen, ...changes };
      mark();
      configure();
      return element;
    },
    on: chained(listeners.on, () => element),
    once: chained(listeners.once, () => element),
    off: chained(listeners.off, () => element),
    getValue: () => ask("getValue"),
  };

  return {
    kind,
    element,
    configure,
    mounted: () => mounted !== null,
    state: () => state,
    validate: () => ask("validate"),
    createPaymentMethod: (details) => ask("createPaymentMethod", details),
    tokenize: (given = {}) => ask("tokenize", given),
  };
}

/** @param {string | HTMLElement} target @returns {HTMLElement} */
function mountPoint(target) {
  const node = typeof target === "string" ? document.querySelector(target) : target;
  if (node instanceof HTMLElement) return node;
  throw new IntegrationError(
    typeof target === "string"
      ? `The selector you specified (${target}) applies to no DOM elements that are currently on the page. ` +
          "Make sure the element exists on the page before calling mount()."
      : "Invalid DOM element. Call mount() with a valid DOM element or selector.",
  );
}
