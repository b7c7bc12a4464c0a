/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties] of the node; what it has no property for becomes an attribute
 * @param {(Node | string | null)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function node(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) Object.assign(made, { [name]: value });
    else made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * Draws a part of the page anew. What has the focus keeps it, if it is there again under its id.
 * @param {HTMLElement} part @param {(Node | string | null)[]} children
 */
function redraw(part, ...children) {
  const focused = document.activeElement;
  const id = focused && part.contains(focused) ? focused.id : "";
  part.replaceChildren(...children.filter((child) => child !== null));
  if (id) document.getElementById(id)?.focus();
}

/**
 * The shop's words, in which `[terms](https://shop.example/terms)` is a link.
 * @param {string | null} text @returns {(Node | string)[]}
 */
function wordsOf(text) {
  const parts = (text ?? "").split(/\[([^\]]+)\]\((https?:[^\s)]+)\)/);
  return parts
    .map((part, index) =>
      index % 3 === 1 ? node("a", { href: parts[index + 1], target: "_blank", textContent: part }) : part,
    )
    .filter((_, index) => index % 3 !== 2);
}
