/** Where the local Stripe is: the address that this script came from, less the script's own path. */
const SERVER_ADDRESS = scriptAddress().replace(/\/(v3\/?|[^/]+\/stripe\.js|_sandbox\/elements\/[^/]+)([?#].*)?$/, "");

/** @returns {string} */
function scriptAddress() {
  const current = document.currentScript;
  if (current instanceof HTMLScriptElement && current.src) return current.src;
  const ours = Array.from(document.scripts, ({ src }) => src).find((src) =>
    /(\/stripe\.js|\/v3\/?)([?#].*)?$/.test(src),
  );
  return ours ?? `${location.origin}/v3/`;
}

/** @param {number} [bytes] @returns {string} */
function randomId(bytes = 16) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
