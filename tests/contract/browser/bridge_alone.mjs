// The bridge between a server and a Stripe.js that are played here: prints what was asked of both, in order.
import { Bridge, Refusal } from "../../../assets/bridge/bridge.js";

Object.assign(globalThis, { addEventListener: () => {} });
Object.defineProperty(globalThis, "navigator", { value: { onLine: true } });

const [scenario] = process.argv.slice(2);
const asked = [];
const cart = (revision, more = {}) => ({ id: "cs_1", revision, synced_revision: revision, amount_total: 100, ...more });
let due = 100;

const server = {
  read: async () => asked.push("read") && cart(3),
  sync: async () => asked.push("sync") && cart(3),
  open: async () => asked.push("open") && cart(3),
  place: async (_id, seen) => void asked.push(`place ${seen.revision} ${seen.amount}`),
  release: async () => asked.push("release") && cart(1),
};

const actions = {
  getSession: () => ({ id: "cs_1", status: { type: "open" }, total: { total: { minorUnitsAmount: due } } }),
  // unlike Stripe's, it queues nothing by itself
  async runServerUpdate(askServer) {
    await askServer();
    await new Promise((resolve) => setTimeout(resolve));
    asked.push("Stripe.js reads");
    return { type: "success" };
  },
  updateEmail: async (email) => asked.push(`email ${email}`) && { type: "success" },
  confirm: async () => asked.push("confirm") && { type: "error", error: { message: "Declined." } },
};

const bridge = new Bridge(server, () => ({ loadActions: async () => ({ type: "success", actions }), on: () => {} }));
await bridge.begin(cart(1, { client_secret: "secret" }));

const change = (name, revision) => async () => {
  asked.push(name);
  await new Promise((resolve) => setTimeout(resolve));
  return cart(revision);
};

const SCENARIOS = {
  "two changes": () => Promise.all([bridge.update(change("first", 2)), bridge.update(change("second", 3))]),
  "a change after one that is refused": async () => {
    const no = async () => {
      asked.push("refused");
      throw new Refusal("No.");
    };
    await Promise.all([bridge.update(no), bridge.update(change("second", 3))]);
  },
  "a late answer": async () => {
    await bridge.update(change("newer", 3));
    await bridge.update(change("older", 2));
  },
  "pay while Stripe has another total": async () => {
    due = 200;
    await bridge.pay("ada@example.com");
  },
  "pay without an email": () => bridge.pay(),
  "pay with an email": () => bridge.pay("ada@example.com"),
};

await SCENARIOS[scenario]();
console.log(JSON.stringify({ asked, revision: bridge.cart.revision, trouble: bridge.trouble?.message ?? "" }));
