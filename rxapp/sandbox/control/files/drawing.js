/** What the views are made of. */

/** An element with attributes and children; texts are never read as HTML. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const time = (seconds) => new Date(seconds * 1000).toLocaleString();

export function row(what, state, about, bad, ...details) {
  const summary = element(
    "summary",
    {},
    element("span", { class: "what" }, what),
    element("span", { class: bad ? "state bad" : "state" }, state),
    element("span", { class: "about" }, about),
  );
  return element("li", {}, element("details", { "data-key": `${what}${about}` }, summary, ...details));
}

export function rows(list, empty) {
  if (list.length === 0) return element("p", { class: "empty" }, empty);
  return element("ul", { class: "rows" }, ...list);
}

export const json = (value) => element("pre", { tabindex: "0" }, JSON.stringify(value, null, 2));

export const field = (title, control) => element("label", {}, title, control);

export function choices(name, options) {
  return element(
    "select",
    { name },
    ...Object.entries(options).map(([value, text]) => element("option", { value }, text)),
  );
}

export function submitted(event) {
  event.preventDefault();
  return Object.fromEntries(new FormData(event.target));
}

export function money(amount, currency) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}
