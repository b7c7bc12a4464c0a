/** What opened this page, or embeds it, said through the fragment of its address, which no server sees. */
const OPENING = new URLSearchParams(location.hash.slice(1));

/** The page around this one, where there is one. */
const embedding = createEmbedding(OPENING.get("channel"));

/** @param {string | null} id of the channel to the page around */
function createEmbedding(id) {
  const channel = id
    ? openChannel({ id, peer: () => window.parent, origin: OPENING.get("origin") ?? location.origin })
    : null;
  if (channel) leaving.go = (url) => channel.notify("leave", url);
  const { scheme = "" } = Object.fromEntries(OPENING);
  if (scheme) document.documentElement.dataset.scheme = scheme;
  document.documentElement.classList.toggle("Embedded", channel !== null);

  return {
    embedded: channel !== null,
    changesLineItems: OPENING.get("changes") === "line_items",
    /** @param {HTMLElement} root */
    start(root) {
      if (!channel) return;
      new ResizeObserver(() => channel.notify("height", Math.ceil(root.getBoundingClientRect().height))).observe(root);
    },
    complete: () => channel?.notify("complete"),
    /** Asks the page around to have its server change what is bought. @param {Session['lineItems']} lineItems */
    async changeLineItems(lineItems) {
      await channel?.call(
        "changeLineItems",
        lineItems.map(({ id, quantity }) => ({ id, quantity })),
      );
    },
  };
}
