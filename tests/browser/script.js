// A Stripe.js and a store that do nothing by themselves: what the page asks of them waits until the test answers it.
(() => {
  const calls = [];
  const changed = new Set();
  let session;
  const heard = [];

  const plain = (value) => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
  const note = (name, ...given) => void calls.push({ name, given: plain(given) });
  const ask = (name, ...given) =>
    new Promise((resolve, reject) => calls.push({ name, given: plain(given), resolve, reject, waiting: true }));

  const element = () => {
    let shown;
    return {
      mount(place) {
        note("mount");
        shown = Object.assign(document.createElement("div"), {
          className: "payment-element",
          textContent: "Payment Element",
        });
        (typeof place === "string" ? document.querySelector(place) : place).append(shown);
      },
      destroy() {
        note("destroy");
        shown?.remove();
      },
      on: (name, listener) => name === "change" && void changed.add(listener),
      off: (_name, listener) => void changed.delete(listener),
      update: (options) => note("element.update", options),
    };
  };

  /** Stripe.js runs one after the other: it gives the function 20 s, then reads the session. */
  let last = Promise.resolve();
  const runServerUpdate = (userFunction) => {
    note("runServerUpdate");
    const update = last.then(() => updated(userFunction));
    last = update.catch(() => {});
    return update;
  };
  const updated = async (userFunction) => {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("Not done within 20 seconds.")), 20_000));
    await Promise.race([userFunction(), late]);
    return ask("read");
  };

  const actions = {
    getSession: () => session,
    runServerUpdate,
    updateEmail: (email) => ask("updateEmail", email),
    updateLineItemQuantity: (change) => ask("updateLineItemQuantity", change),
    validateElements: () => ask("validateElements"),
    confirm: (...options) => ask("confirm", ...options),
  };

  const checkout = (options) => {
    note("initCheckoutElementsSdk", options);
    return {
      loadActions: () =>
        ask("loadActions").then((answer) => (answer.type === "success" ? { ...answer, actions } : answer)),
      on: (name, listener) => name === "change" && heard.push(listener),
      createPaymentElement: (given) => {
        note("createPaymentElement", given);
        return element();
      },
      changeAppearance: (appearance) => note("changeAppearance", appearance),
      loadFonts: (fonts) => note("loadFonts", fonts),
    };
  };

  const elements = (options) => {
    note("elements", options);
    return {
      create: (type, given) => {
        note("create", type, given);
        return element();
      },
      update: (changes) => note("elements.update", changes),
      fetchUpdates: () => ask("fetchUpdates"),
      submit: () => ask("submit"),
      toJSON: () => "elements",
    };
  };

  /** The store's answer to a request; rejected, it is a connection that is lost. */
  window.fetch = async (path, { method = "GET", body = "null", headers } = {}) => {
    const { status, text } = await ask(`${method} ${path}`, JSON.parse(body), headers);
    return { ok: status < 400, status, json: async () => JSON.parse(text) };
  };

  const script = {
    calls,
    /** Until everything that has been set off by now has come to rest: nothing here waits for anything but the test. */
    async rest() {
      const { port1, port2 } = new MessageChannel();
      for (let turn = 0; turn < 40; turn += 1) {
        await new Promise((resolve) => {
          port1.onmessage = resolve;
          port2.postMessage(null);
        });
      }
    },
    waiting: () => calls.filter((call) => call.waiting).map(({ name }) => name),
    /** Ends the oldest or the latest call of this name that waits. */
    end(name, how, value, which) {
      const call = calls.filter((one) => one.waiting && one.name === name).at(which);
      if (!call) throw new Error(`${name} was not asked; waiting: ${script.waiting().join() || "nothing"}`);
      call.waiting = false;
      if (how === "reject") call.reject(Object.assign(new Error(value), { name: "IntegrationError" }));
      else call.resolve(value);
    },
    /** Stripe.js has another session now; its listeners hear of it. */
    say(changes) {
      session = { ...session, ...changes };
      for (const listener of heard) listener(session);
    },
    /** Something was typed into Stripe's fields, and now they are filled in or not. */
    typed(complete) {
      for (const listener of changed) listener({ complete });
    },
    current: () => session,
    Stripe(key, options) {
      note("Stripe", key, options);
      return {
        initCheckoutElementsSdk: checkout,
        elements,
        retrievePaymentIntent: (secret) => ask("retrievePaymentIntent", secret),
        confirmPayment: (options) => ask("confirmPayment", options),
        createToken: () => {},
        createPaymentMethod: () => {},
        confirmCardPayment: () => {},
      };
    },
  };
  window.script = script;
})();
