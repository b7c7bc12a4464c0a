/** @typedef {ReturnType<typeof createCheckout>} Checkout */

/**
 * One Checkout Session on the page: its state, its elements and its calls to the server.
 * @param {Server} server
 * @param {string} key
 * @param {CheckoutOptions} options
 */
function createCheckout(server, key, options) {
  const loading = Promise.withResolvers();
  loading.promise.catch(() => {});
  /** @type {string | null} */
  let secret = null;
  let confirming = false;
  /** What was typed before the session was there to be told. @type {Map<ElementKind, FrameChange>} */
  const early = new Map();

  const state = createCheckoutState(() => !confirming && !updating() && !sync.busy() && elementsComplete());
  const queue = createUpdateQueue(() => state.publish());
  const group = createElementGroup({
    ready: loading.promise,
    appearance: options.elementsOptions?.appearance,
    fonts: options.elementsOptions?.fonts,
    context: (kind) => frameContext(key, kind, state.loaded() ? state.page() : null, group),
    changed: (kind, change) => {
      if (state.loaded()) sync.take(kind, change);
      else early.set(kind, change);
      state.publish();
    },
  });
  const sync = createElementSync(state, (body) => queue.run(() => send(body)));

  /** An update under way forbids to confirm since endive. */
  function updating() {
    return isSince("endive") && queue.length() > 0;
  }

  function elementsComplete() {
    return requiredForms().every((member) => member.state().complete) && paymentIsPossible();
  }

  function requiredForms() {
    return group.forms().filter(({ kind }) => kind !== "payment" || state.page().payment_method_required);
  }

  function paymentIsPossible() {
    return !state.page().payment_method_required || group.member("payment")?.mounted() === true;
  }

  /** @template T @param {string} [suffix] @param {object} [body] @returns {Promise<T>} */
  function call(suffix = "", body = {}) {
    const id = secret?.split("_secret_")[0];
    return server.post(`/v1/payment_pages/${id}${suffix}`, { client_secret: secret, ...body });
  }

  /** @param {PaymentPage} page */
  function take(page) {
    state.replace(spokenPage(page));
    group.refresh();
  }

  /** @param {object} body */
  async function send(body) {
    take(await call("", body));
  }

  async function reload() {
    take(await call("/init"));
  }

  return {
    key,
    state,
    queue,
    sync,
    group,
    call,
    take,
    reload,
    requiredForms,
    /** @param {object} body */
    update: (body) => queue.run(() => send(body)),
    confirming: () => confirming,
    /** Updates that the page asked for; those that an element sends by itself, confirm() can wait for. */
    actionsPending: () => queue.length() > sync.running(),
    /** @param {boolean} now */
    setConfirming(now) {
      confirming = now;
      state.publish();
    },
    async load() {
      try {
        secret = readSecret(await options.clientSecret);
        take(await call("/init", { default_email: options.defaultValues?.email }));
        for (const [kind, change] of early) sync.take(kind, change);
        await applyDefaults(options.defaultValues, state.page(), send);
        state.publish();
        loading.resolve(undefined);
      } catch (failure) {
        loading.reject(failure);
        throw failure;
      }
    },
  };
}

/** @param {unknown} secret @returns {string} */
function readSecret(secret) {
  if (typeof secret === "string" && /^cs_.+_secret_.+$/.test(secret)) return secret;
  throw new IntegrationError("clientSecret must be the client_secret of a Checkout Session, cs_…_secret_….");
}

/**
 * All but the email address, which has gone with the first call.
 * @param {CheckoutOptions['defaultValues']} defaults
 * @param {PaymentPage} page
 * @param {(body: object) => Promise<void>} send
 */
async function applyDefaults(defaults, page, send) {
  const { phoneNumber, billingAddress, shippingAddress } = page.session;
  if (defaults?.shippingAddress && page.permissions.update_shipping_details === "server_only")
    throw new IntegrationError("defaultValues.shippingAddress needs permissions.update_shipping_details=client_only.");
  if (defaults?.phoneNumber && !phoneNumber) await send({ phone_number: defaults.phoneNumber });
  if (defaults?.billingAddress && !billingAddress) await send({ billing_address: defaults.billingAddress });
  if (defaults?.shippingAddress && !shippingAddress) await send({ shipping_address: defaults.shippingAddress });
}

/**
 * What an element's frame has to know of the session.
 * @param {string} key
 * @param {ElementKind} kind
 * @param {PaymentPage | null} page
 * @param {ElementGroup} group
 * @returns {FrameContext}
 */
function frameContext(key, kind, page, group) {
  const session = page?.session;
  const contact = kind === "shippingAddress" ? session?.shippingAddress : session?.billingAddress;
  return {
    key,
    paymentRequired: page?.payment_method_required ?? true,
    paymentMethodTypes: page?.payment_method_types ?? ["card"],
    collectsName: page !== null && ["hosted_page", "embedded_page"].includes(page.ui_mode),
    collectsBillingAddress: !group.member("billingAddress")?.mounted(),
    mandate: page && page.mode !== "payment" ? { business: session?.businessName ?? null } : null,
    allowedCountries: kind === "shippingAddress" ? (page?.allowed_countries ?? null) : null,
    collectsPhone: kind === "shippingAddress" && page?.collect_phone_number === true,
    email: session?.email ?? null,
    contact: contact ? { ...contact, phone: session?.phoneNumber } : null,
  };
}
