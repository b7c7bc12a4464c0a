/**
 * @typedef {object} Form what a frame's document shows
 * @property {HTMLElement} root
 * @property {(configuration: FrameConfiguration) => void} configure
 * @property {() => Problem[]} validate
 * @property {() => FrameChange} state
 * @property {() => void} focus
 * @property {() => void} clear
 * @property {() => unknown} [getValue]
 * @property {(card: TestCard) => void} [fill]
 * @property {(details: BillingDetails) => Promise<unknown>} [createPaymentMethod]
 * @property {(given: CardDetails) => Promise<unknown>} [tokenize]
 */

/** What the page told this frame through the fragment of its address. */
const FACTS = new URLSearchParams(location.hash.slice(1));

/** Where the local Stripe is: the address of this document, less the document's own path. */
const FRAME_SERVER = location.href.replace(/\/_sandbox\/.*$/, "");

/** @param {Form} form */
function startFrame(form) {
  /** @type {Record<string, (argument: never) => unknown>} */
  const methods = {
    configure: (/** @type {FrameConfiguration} */ configuration) => configure(configuration),
    validate: () => {
      const problems = form.validate();
      reportChange();
      return problems;
    },
    focus: () => form.focus(),
    blur: () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
    clear: () => {
      form.clear();
      reportChange();
    },
    getValue: () => form.getValue?.(),
    fill: (/** @type {TestCard} */ card) => form.fill?.(card),
    createPaymentMethod: (/** @type {BillingDetails} */ details) => form.createPaymentMethod?.(details),
    tokenize: (/** @type {CardDetails} */ given) => form.tokenize?.(given),
  };
  const channel = openChannel({
    id: FACTS.get("channel") ?? "",
    peer: () => window.parent,
    origin: FACTS.get("origin") ?? location.origin,
    answer: (method, argument) => methods[method]?.(/** @type {never} */ (argument)),
  });

  const measuring = new ResizeObserver(() => channel.notify("height", heightOf(form.root)));
  let known = "";
  let knownLook = "";

  /** @param {FrameConfiguration} configuration */
  function configure(configuration) {
    const look = JSON.stringify(configuration.appearance);
    if (look !== knownLook) applyAppearance(configuration.appearance);
    knownLook = look;
    loadFonts(configuration.fonts);
    form.configure(configuration);
    channel.notify("scheme", applyColorScheme());
    channel.notify("height", heightOf(form.root));
    measuring.observe(form.root); // before, it isn't what the buyer will see, and the page would make room for that
    reportChange();
  }

  function reportChange() {
    const state = form.state();
    if (JSON.stringify(state) === known) return;
    known = JSON.stringify(state);
    channel.notify("change", state);
  }

  document.body.append(form.root);
  form.root.addEventListener("input", reportChange);
  form.root.addEventListener("change", reportChange);
  reportFocus(channel);
  reportKeys(channel);
  channel.notify("connected");
}

/** @param {HTMLElement} root @returns {number} */
function heightOf(root) {
  const { paddingTop, paddingBottom } = getComputedStyle(document.body);
  return Math.ceil(root.getBoundingClientRect().height + parseFloat(paddingTop) + parseFloat(paddingBottom));
}

/** @param {Channel} channel */
function reportFocus(channel) {
  let focused = false;
  /** @param {boolean} now */
  const report = (now) => {
    if (focused !== now) channel.notify(now ? "focus" : "blur");
    focused = now;
  };
  document.addEventListener("focusin", () => report(true));
  document.addEventListener("focusout", ({ relatedTarget }) => report(relatedTarget !== null));
}

/** @param {Channel} channel */
function reportKeys(channel) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") channel.notify("escape");
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      channel.notify("submit");
    }
  });
}
