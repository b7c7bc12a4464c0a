/** The one that is on the page: Stripe.js allows no second before it is destroyed. @type {EmbeddedCheckout | null} */
let embeddedCheckout = null;
let embeddingBegun = false;

/**
 * `stripe.createEmbeddedCheckoutPage()`, called `initEmbeddedCheckout()` before dahlia: Checkout in an iframe.
 * @param {string} key @param {EmbeddedCheckoutOptions} options @returns {Promise<EmbeddedCheckout>}
 */
async function createEmbeddedCheckoutPage(key, options) {
  if (embeddedCheckout || embeddingBegun)
    throw new IntegrationError("You cannot have multiple Embedded Checkout objects.");
  embeddingBegun = true;
  try {
    const secret = readSecret(await embeddedSecret(options));
    const id = secret.split("_secret_")[0];
    /** @type {PaymentPage} */
    const page = await createServer(SERVER_ADDRESS, key).post(`/v1/payment_pages/${id}/init`, {
      client_secret: secret,
    });
    if (page.ui_mode !== "embedded_page") throw new IntegrationError(WRONG_UI_MODE);
    embeddedCheckout = embedded(page, { key, client_secret: secret }, options);
    return embeddedCheckout;
  } finally {
    embeddingBegun = false;
  }
}

const WRONG_UI_MODE =
  "The Checkout Session must be made with ui_mode=embedded_page (embedded before dahlia) to be embedded.";

/** @param {EmbeddedCheckoutOptions} [options] @returns {Promise<string> | string} */
function embeddedSecret({ clientSecret, fetchClientSecret } = {}) {
  if (clientSecret && fetchClientSecret)
    throw new IntegrationError("Embedded Checkout takes clientSecret or fetchClientSecret, not both.");
  if (typeof fetchClientSecret === "function") return fetchClientSecret();
  if (clientSecret) return clientSecret;
  throw new IntegrationError(
    "Embedded Checkout needs clientSecret, or fetchClientSecret, a function that promises it.",
  );
}

/**
 * @param {PaymentPage} page
 * @param {{key: string, client_secret: string}} opening
 * @param {EmbeddedCheckoutOptions} options
 * @returns {EmbeddedCheckout}
 */
function embedded(page, opening, options) {
  /** @type {{remove: () => void} | null} */
  let mounted = null;
  let gone = false;

  function requireLiving() {
    if (gone) throw new IntegrationError("This Embedded Checkout has been destroyed. Please create a new one.");
  }

  function unmount() {
    mounted?.remove();
    mounted = null;
  }

  return {
    mount(target) {
      requireLiving();
      if (mounted) throw new IntegrationError("This Embedded Checkout is mounted already. Unmount it first.");
      mounted = mountEmbedded(mountPoint(target), page, opening, options);
    },
    unmount() {
      requireLiving();
      unmount();
    },
    destroy() {
      requireLiving();
      gone = true;
      embeddedCheckout = null;
      unmount();
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {PaymentPage} page
 * @param {{key: string, client_secret: string}} opening
 * @param {EmbeddedCheckoutOptions} options
 */
function mountEmbedded(parent, { session, permissions, locale }, opening, { onComplete, onLineItemsChange }) {
  const id = randomId();
  const changes = permissions.update_line_items === "server_only" && onLineItemsChange ? "line_items" : "";
  const iframe = document.createElement("iframe");
  iframe.name = "embedded-checkout";
  iframe.title = say("titles.checkout");
  iframe.src = frameAddress(inLanguage(`${SERVER_ADDRESS}/_sandbox/elements/embedded-checkout-inner.html`, locale), {
    ...opening,
    channel: id,
    changes,
    scheme: schemeAround(parent),
  });
  setStyle(iframe, {
    display: "block",
    border: "0",
    width: "100%",
    height: "720px",
    colorScheme: schemeAround(parent),
  });

  /** @type {Record<string, (detail: unknown) => void>} */
  const reactions = {
    height: (height) => setHeight(iframe, Number(height)),
    leave: (url) => location.assign(String(url)),
    complete: () => onComplete?.(),
  };
  const channel = openChannel({
    id,
    peer: () => iframe.contentWindow,
    origin: new URL(SERVER_ADDRESS).origin,
    hear: (event, detail) => reactions[event]?.(detail),
    async answer(_method, lineItems) {
      const change = { checkoutSessionId: session.id, lineItems: /** @type {{id: string}[]} */ (lineItems) };
      const result = await onLineItemsChange?.(change);
      if (result?.type === "accept") return;
      throw new StripeFailure({
        type: "invalid_request_error",
        message: result?.errorMessage ?? say("trouble.change_refused"),
      });
    },
  });
  parent.append(iframe);
  return {
    remove() {
      channel.close();
      iframe.remove();
    },
  };
}

/** Light text means a dark page. @param {HTMLElement} parent @returns {'light' | 'dark'} */
function schemeAround(parent) {
  const [red, green, blue] = (getComputedStyle(parent).color.match(/[\d.]+/g) ?? []).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "dark" : "light";
}
