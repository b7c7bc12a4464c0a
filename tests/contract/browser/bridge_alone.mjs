// The bridge between a server and a Stripe.js that are played here: prints what was asked of both, in order.
import { Bridge, Refusal } from "../../../assets/bridge/bridge.js";

Object.assign(globalThis, { addEventListener: () => {} });
Object.defineProperty(globalThis, "navigator", { value: { onLine: true } });

const [scenario] = process.argv.slice(2);
const asked = [];
const cart = (revision, more = {}) => ({ id: "cs_1", revision, synced_revision: revision, amount_total: 100, ...more });
let due = 100;
let id = ""; // of the session whose form is there

const server = {
  read: async () => asked.push("read") && cart(3),
  sync: async () => asked.push("sync") && cart(3),
  open: async () => asked.push("open") && cart(3),
  place: async (_id, seen) => void asked.push(`place ${seen.revision} ${seen.amount}`),
  release: async () => asked.push("release") && cart(1),
};

const actions = {
  getSession: () => ({ id, status: { type: "open" }, total: { total: { minorUnitsAmount: due } } }),
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

const bridge = new Bridge(server, (secret) => {
  id = secret === "secret" ? "cs_1" : "cs_2";
  return { loadActions: async () => ({ type: "success", actions }), on: () => {} };
});
await bridge.begin(cart(1, { client_secret: "secret" }));

const change = (name, revision) => async () => {
  asked.push(name);
  await new Promise((resolve) => setTimeout(resolve));
  return cart(revision);
};

const refuses = (name, message, mayHaveEnded) => async () => {
  asked.push(name);
  throw new Refusal(message, mayHaveEnded);
};

const opens = (more) => async () => asked.push("open") && cart(3, more);

const SCENARIOS = {
  "two changes": () => Promise.all([bridge.update(change("first", 2)), bridge.update(change("second", 3))]),
  "a change after one that is refused": async () => {
    await Promise.all([bridge.update(refuses("refused", "No.")), bridge.update(change("second", 3))]);
  },
  "an update that is lost, as is how things are": async () => {
    server.read = refuses("read", "Nothing is read.");
    await bridge.update(refuses("refused", "No."));
  },
  "an end of which no other form comes": async () => {
    server.open = refuses("open", "Nothing opens.");
    await bridge.update(refuses("refused", "It has ended.", true));
  },
  "another session of which no form comes": async () => {
    server.open = refuses("open", "Nothing opens.");
    await bridge.update(async () => cart(2, { id: "cs_2" }));
  },
  "an end that was none": async () => {
    server.open = opens({ client_secret: "secret" });
    await bridge.update(refuses("refused", "It has ended.", true));
  },
  "an end and another form": async () => {
    server.open = opens({ client_secret: "another secret", id: "cs_2" });
    await bridge.update(refuses("refused", "It has ended.", true));
  },
  "a revision that Stripe has later": async () => {
    await bridge.update(async () => cart(2, { synced_revision: 1 }));
    asked.push(bridge.closed);
    await bridge.update(change("again", 2));
  },
  "a late answer": async () => {
    await bridge.update(change("newer", 3));
    await bridge.update(change("older", 2));
  },
  "pay while Stripe has another total": async () => {
    due = 200;
    await bridge.pay("ada@example.com");
  },
  "pay what another tab has changed": async () => {
    server.place = refuses("place", "It has changed.");
    await bridge.pay();
  },
  "pay with an email that is none": async () => {
    actions.updateEmail = async () => ({ type: "error", error: { message: "No email." } });
    await bridge.pay("ada@");
  },
  "pay by a Stripe.js that throws": async () => {
    actions.confirm = refuses("confirm", "For developers.");
    await bridge.pay();
  },
  "pay and nothing opens again": async () => {
    server.release = refuses("release", "No answer.");
    await bridge.pay();
  },
  "pay without an email": () => bridge.pay(),
  "pay with an email": () => bridge.pay("ada@example.com"),
};

await SCENARIOS[scenario]();
const { cart: last, trouble, closed, renewed } = bridge;
console.log(JSON.stringify({ asked, revision: last.revision, trouble: trouble?.message ?? "", closed, renewed }));
