/**
 * @typedef {object} MountedFrame
 * @property {HTMLElement} parent
 * @property {Promise<void>} connected
 * @property {<T>(method: string, argument?: unknown) => Promise<T>} call
 * @property {(configuration: FrameConfiguration) => Promise<void>} configure
 * @property {() => void} remove
 */

// The frame is wider than its place by this on each side, so that focus rings are not cut off.
const BLEED = 4;

/**
 * @param {object} setup
 * @param {HTMLElement} setup.parent
 * @param {string} setup.file
 * @param {string} setup.title
 * @param {string} setup.type
 * @param {number} setup.height
 * @param {(event: string, detail: unknown) => void} setup.hear
 * @returns {MountedFrame}
 */
function mountFrame({ parent, file, title, type, height, hear }) {
  const id = randomId();
  const iframe = elementFrame(file, title, { channel: id, componentName: type });
  setHeight(iframe, height);
  const connection = Promise.withResolvers();

  /** @type {Record<string, (detail: unknown) => void>} */
  const internal = {
    connected: connection.resolve,
    height: (next) => setHeight(iframe, Number(next)),
    scheme: (scheme) => setStyle(iframe, { colorScheme: scheme === "dark" ? "dark" : "light" }),
    submit: () => parent.closest("form")?.requestSubmit(),
  };
  const channel = openChannel({
    id,
    peer: () => iframe.contentWindow,
    origin: "*",
    hear: (event, detail) => (internal[event] ?? ((unknown) => hear(event, unknown)))(detail),
  });
  parent.append(iframe);

  return {
    parent,
    connected: connection.promise,
    async call(method, argument) {
      await connection.promise;
      return channel.call(method, argument);
    },
    async configure(configuration) {
      await connection.promise;
      await channel.call("configure", configuration);
      setStyle(iframe, { opacity: "1" });
    },
    remove() {
      channel.close();
      iframe.remove();
    },
  };
}

let framesMade = 0;

/** Frames are named as Stripe's are, so that what looks for those finds them. @returns {string} */
function frameName() {
  framesMade += 1;
  return `__privateStripeFrame${1000 + framesMade}`;
}

/** @param {string} file @param {string} title @param {Record<string, string>} facts @returns {HTMLIFrameElement} */
function elementFrame(file, title, facts) {
  const iframe = document.createElement("iframe");
  iframe.name = frameName();
  iframe.title = title;
  // No allow-same-origin: whatever runs in the page, a shop's bug or a stranger's script, must never read a card.
  iframe.setAttribute("sandbox", "allow-scripts allow-forms");
  iframe.setAttribute("scrolling", "no");
  iframe.src = frameAddress(inLanguage(`${SERVER_ADDRESS}/_sandbox/elements/${file}`), facts);
  setStyle(iframe, {
    display: "block",
    border: "0",
    width: `calc(100% + ${2 * BLEED}px)`,
    maxWidth: "none",
    margin: `-${BLEED}px`,
    opacity: "0",
    colorScheme: "light",
  });
  return iframe;
}

/**
 * What a frame must know before its first message stands in the fragment, which no server sees.
 * @param {string} url @param {Record<string, string>} facts @returns {string}
 */
function frameAddress(url, facts) {
  const address = new URL(url, SERVER_ADDRESS);
  address.hash = new URLSearchParams({ ...facts, origin: location.origin }).toString();
  return address.href;
}

/** @param {HTMLIFrameElement} iframe @param {number} height */
function setHeight(iframe, height) {
  setStyle(iframe, { height: `${height}px` });
}

/** Styles are set one by one because a strict content policy forbids style attributes but not these.
 * @param {HTMLElement} node @param {Partial<CSSStyleDeclaration>} style */
function setStyle(node, style) {
  Object.assign(node.style, style);
}
