// Runs scenario.json with a release of the official Node SDK: node scenario_runner.mjs <file> <package> <call> …
// Its format is in sandbox/scenario.md. Scenarios with a call that the release doesn't have are left out, if it is named.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [, , file, release, ...missing] = process.argv;
const { default: Stripe } = await import(release);
const address = new URL(process.env.STRIPE_ADDRESS);
// The words of the scenario are those of the version that the newest release pins.
const VERSION = "2026-10-28.endive";
const PREVIEW = "2025-03-31.basil; checkout_server_update_beta=v1;";
// Where the Node SDK has another name than the other SDKs.
const NAMES = { "checkout.sessions.line_items.list": "checkout.sessions.listLineItems" };

class Receiver {
  #got = [];
  #server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    this.#got.push({ body, signature: request.headers["stripe-signature"] });
    response.end();
    this.#server.emit("got");
  });

  async start() {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${this.#server.address().port}/webhooks`;
  }

  async types(client, count, secret) {
    const signal = AbortSignal.timeout(20_000);
    while (this.#got.length < count) await once(this.#server, "got", { signal });
    return this.#got.map(({ body, signature }) => client.webhooks.constructEvent(body, signature, secret).type);
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

async function run({ name, steps }) {
  const account = randomUUID().replaceAll("-", "");
  const client = new Stripe(`sk_test_${account}`, {
    protocol: "http",
    host: address.hostname,
    port: address.port,
    apiVersion: VERSION,
    telemetry: false,
    maxNetworkRetries: 0,
  });
  const receiver = new Receiver();
  const kept = { account, webhook_url: await receiver.start() };
  try {
    for (const [number, step] of steps.entries()) {
      try {
        await take(step, client, account, kept, receiver);
      } catch (failure) {
        throw new Error(`${name}, step ${number}: ${JSON.stringify(step)}\n${failure.message}`);
      }
    }
  } finally {
    receiver.stop();
  }
}

async function take(step, client, account, kept, receiver) {
  if (step.webhooks) {
    const types = await receiver.types(client, step.webhooks.length, filled(step.secret, kept));
    return assert.deepEqual(types, step.webhooks);
  }
  const { answer, error } = await answerOf(step, client, account, kept);
  if (step.error)
    return compare(error ?? assert.fail(`no error, but ${JSON.stringify(answer)}`), filled(step.error, kept));
  assert.equal(error, undefined, JSON.stringify(error));
  compare(answer, filled(step.expect ?? {}, kept));
  if (step.as) kept[step.as] = answer;
}

async function answerOf(step, client, account, kept) {
  if (step.call) return callSdk(step, client, kept);
  const body = filled(step.body ?? {}, kept);
  if (step.browser) return post(filled(step.browser, kept), { key: `pk_test_${account}`, ...body });
  return post(`/_sandbox/api/${account}/${filled(step.control, kept)}`, body);
}

async function callSdk(step, client, kept) {
  const { preview, idempotency_key: idempotencyKey } = filled(step.options ?? {}, kept);
  const options = { ...(preview && { apiVersion: PREVIEW }), ...(idempotencyKey && { idempotencyKey }) };
  // The releases before 22 take no empty options.
  const given = Object.keys(options).length > 0 ? [options] : [];
  const path = (NAMES[step.call] ?? step.call).split(".").map(camelCase);
  const method = path.pop();
  const resource = path.reduce((target, part) => target[part], client);
  try {
    const result = resource[method](...filled(step.args ?? [], kept), filled(step.params ?? {}, kept), ...given);
    return { answer: step.list ? await result.autoPagingToArray({ limit: 10_000 }) : await result };
  } catch (failure) {
    if (!(failure instanceof Stripe.errors.StripeError)) throw failure;
    return { error: { ...failure.raw, status: failure.statusCode } };
  }
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(new URL(path, address), { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  return response.ok ? { answer } : { error: { ...answer.error, status: response.status } };
}

const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

function filled(value, kept) {
  if (Array.isArray(value)) return value.map((child) => filled(child, kept));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, filled(child, kept)]));
  if (typeof value !== "string") return value;
  const whole = /^\{([a-z_][\w.]*)\}$/.exec(value);
  return whole ? at(kept, whole[1]) : value.replace(/\{([a-z_][\w.]*)\}/g, (_, path) => String(at(kept, path)));
}

const at = (value, path) => path.split(".").reduce((found, part) => found[part], value);

function compare(answer, expected) {
  for (const [path, wanted] of Object.entries(expected)) {
    const value = at(answer, path);
    if (wanted?.matches) assert.match(value, new RegExp(wanted.matches), path);
    else if (wanted !== null && typeof wanted === "object" && "not" in wanted)
      assert.notDeepEqual(value, wanted.not, path);
    else assert.deepEqual(value, wanted, `${path} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`);
  }
}

const failures = [];
for (const scenario of JSON.parse(readFileSync(file, "utf8"))) {
  if (scenario.steps.some(({ call }) => missing.includes(call))) continue;
  await run(scenario).catch((failure) => failures.push(failure.message));
}
if (failures.length > 0) {
  console.error(failures.join("\n\n"));
  process.exitCode = 1;
}
