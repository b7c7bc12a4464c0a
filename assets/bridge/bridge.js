/**
 * Keeps Stripe's payment form at your cart while both are on the page: on any server, without a framework.
 *
 * Your server counts the cart's revision up with each change, and says which revision Stripe has confirmed. Pay is open only while
 * the two are one, and Stripe.js's total is your server's. README.md beside this file has a whole example.
 *
 * @typedef {object} Cart what your server says of a cart; it may say more
 * @property {string} id of the Checkout Session that pays for it
 * @property {number} revision grows by one with each change
 * @property {number} synced_revision the last revision that Stripe has confirmed
 * @property {number} amount_total in minor units
 * @property {string} [client_secret] of that session; only `open` says it
 *
 * @typedef {object} Server what you ask of yours; each gives a promise and rejects with a Refusal where the answer is no
 * @property {(id: string) => Promise<Cart>} read how things are; changes nothing
 * @property {(id: string) => Promise<Cart>} sync brings Stripe to the latest revision
 * @property {(id: string) => Promise<Cart>} open the session that pays for this cart now: the same, or a new one
 * @property {(id: string, seen: {revision: number, amount: number}) => Promise<unknown>} place the permission to pay what was seen
 * @property {(id: string) => Promise<Cart>} release the payment did not come about: the cart may be changed again
 */

/** A no in words for the shopper: your server's, or Stripe's. */
export class Refusal extends Error {
  /**
   * @param {string} message what to say
   * @param {boolean} mayHaveEnded whether it may mean that this form can't be paid any more; then the server is asked to `open`
   */
  constructor(message, mayHaveEnded = false) {
    super(message);
    this.mayHaveEnded = mayHaveEnded;
  }
}

/** Stripe.js did not do its part. Its own words are for developers; say yours by the code. */
export class Trouble extends Error {
  /** @param {"not_loaded"|"not_refreshed"|"not_started"|"not_confirmed"} code */
  constructor(code, mayHaveEnded = false) {
    super(code);
    this.code = code;
    this.mayHaveEnded = mayHaveEnded;
  }
}

/** Tells by the event `change` that something may look different now; what there is to see are its properties. */
export class Bridge extends EventTarget {
  /** @type {Cart|null} what the server said last */
  cart = null;
  /** @type {Error|null} what went wrong, until the next update or payment begins */
  trouble = null;
  /** Whether the form had ended and this is a new one, until the next update or payment begins. */
  renewed = false;

  #server;
  #mount;
  #actions = null; // Stripe.js's, once it has loaded
  #working = 0; // updates and payments that are under way
  #lastUpdate = Promise.resolve();

  /**
   * @param {Server} server
   * @param {(clientSecret: string) => object} mount puts the form of a session on the page, in the place of the one that is there,
   *     and gives what `stripe.initCheckoutElementsSdk` gave
   */
  constructor(server, mount) {
    super();
    this.#server = server;
    this.#mount = mount;
    for (const change of ["online", "offline"]) addEventListener(change, () => this.#tell());
  }

  /**
   * Shows the form of the cart that the server has opened.
   *
   * @param {Cart} opened
   * @throws {Trouble} `not_loaded`
   */
  async begin(opened) {
    this.#learn(opened);
    await this.#show(opened.client_secret);
    this.#tell();
  }

  /** The session as Stripe.js has it, which is what gets charged. */
  get session() {
    return this.#actions.getSession();
  }

  /** Whether updates or a payment are under way. */
  get working() {
    return this.#working > 0;
  }

  /** Whether Stripe has the cart as the server has it, and Stripe.js has read it. */
  get inStep() {
    const { revision, synced_revision, amount_total } = this.cart;
    const due = this.session.total.total.minorUnitsAmount;
    return revision === synced_revision && due === amount_total && this.#isCurrent();
  }

  /** @returns {""|"offline"|"working"|"stale"} why nothing can be paid now; empty if it can */
  get closed() {
    if (!navigator.onLine) return "offline";
    if (this.working) return "working";
    return this.inStep ? "" : "stale";
  }

  /**
   * The documented update: the server first, then Stripe.js reads the session again. One runs at a time.
   *
   * @param {(id: string) => Promise<Cart>} send asks the server for the change
   * @returns {Promise<void>} which never rejects: see `trouble`
   */
  update(send) {
    return this.#during(async () => {
      try {
        await this.#run(send);
      } catch (error) {
        // The change may have been kept and only Stripe not have heard of it: show what is true.
        await this.#server.read(this.session.id).then(
          (said) => this.#learn(said),
          () => this.#doubt(),
        );
        throw error;
      }
    });
  }

  /** For a button *Try again*: the server brings Stripe to its cart, and Stripe.js reads it. */
  sync() {
    return this.update((id) => this.#server.sync(id));
  }

  /** For a page that has the focus again: another tab may have changed the cart, or ended its session. */
  async catchUp() {
    if (this.working) return;
    const said = await this.#server.read(this.session.id).catch((error) => error);
    if (said instanceof Refusal || said.revision > this.cart.revision) await this.sync();
  }

  /**
   * One attempt to pay: the server's permission first, then Stripe's confirmation; if that fails the cart opens again.
   *
   * @param {string} [email] where the form has a field for it
   * @returns {Promise<void>} which never rejects, and doesn't end where the payment goes well: the browser leaves the page
   */
  async pay(email) {
    if (this.closed) return;
    await this.#during(async () => {
      if (email !== undefined) await this.#takeEmail(email);
      await this.#place();
      const failure = await this.#confirmed();
      // Whether the cart has opened again or not, why the payment didn't come about is what matters now.
      await this.#server.release(this.session.id).then(
        (said) => this.#learn(said),
        () => {},
      );
      throw failure;
    });
  }

  async #takeEmail(email) {
    const taken = await this.#actions.updateEmail(email).catch(() => {
      throw new Trouble("not_started", true);
    });
    if (taken.type === "error") throw new Refusal(taken.error.message);
  }

  async #place() {
    const { id, total } = this.session;
    const seen = { revision: this.cart.revision, amount: total.total.minorUnitsAmount };
    try {
      await this.#server.place(id, seen);
    } catch (error) {
      // Changed in another tab: this one catches up before it says so.
      await this.#run((id) => this.#server.sync(id)).catch(() => {});
      throw error;
    }
  }

  /** Why the payment didn't come about; where it does, there is no answer: the browser is on its way to the return page. */
  async #confirmed() {
    const result = await this.#actions.confirm().catch(() => null);
    if (!result) return new Trouble("not_confirmed");
    if (result.type === "error") return new Refusal(result.error.message);
    return new Promise(() => {});
  }

  async #during(work) {
    this.#working += 1;
    this.trouble = null;
    this.renewed = false;
    this.#tell();
    const error = await work().catch((error) => error);
    if (error) {
      this.trouble = error;
      this.#tell();
    }
    if (error?.mayHaveEnded || !this.#isCurrent()) {
      await this.#openAgain().catch((failure) => {
        this.trouble ??= failure;
      });
    }
    this.#working -= 1;
    this.#tell();
  }

  /** Stripe.js queues updates by itself; the queue here lets each of them ask about the form that is there when its turn comes. */
  #run(send) {
    const run = async () => {
      let refusal;
      const askServer = async () => {
        try {
          this.#learn(await send(this.session.id));
        } catch (error) {
          refusal = error;
          throw error;
        }
      };
      const response = await this.#actions.runServerUpdate(askServer).catch(() => null);
      if (refusal) throw refusal;
      if (response?.type !== "success") throw new Trouble("not_refreshed", true);
    };
    const running = this.#lastUpdate.then(run);
    this.#lastUpdate = running.catch(() => {});
    return running;
  }

  /** Where this form has ended: a new one in its place. */
  async #openAgain() {
    const { id } = this.session;
    const opened = await this.#server.open(id);
    this.#learn(opened);
    if (!opened.client_secret || opened.id === id) return;
    await this.#show(opened.client_secret);
    this.renewed = true;
  }

  async #show(clientSecret) {
    const checkout = this.#mount(clientSecret);
    const loaded = await checkout.loadActions().catch(() => null);
    if (loaded?.type !== "success") throw new Trouble("not_loaded");
    this.#actions = loaded.actions;
    checkout.on("change", () => this.#tell());
  }

  /** Takes what the server says, unless a later answer was quicker. */
  #learn(said) {
    if (!this.cart || said.revision >= this.cart.revision) this.cart = said;
  }

  /** Nobody knows what the server has: until it is asked again, nothing can be paid. */
  #doubt() {
    this.cart = { ...this.cart, synced_revision: 0 };
  }

  /** Whether this form is the one that the server means. */
  #isCurrent() {
    const { id, status } = this.session;
    return this.cart.id === id && status.type === "open";
  }

  #tell() {
    if (this.#actions) this.dispatchEvent(new Event("change"));
  }
}
