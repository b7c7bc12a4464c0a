/**
 * A field of the page itself, with its label and what is wrong with it.
 * @param {object} setup
 * @param {string} setup.name
 * @param {string} setup.label
 * @param {Record<string, unknown>} [setup.input] its properties
 * @param {HTMLInputElement | HTMLSelectElement} [setup.control] what is filled in, if it isn't a line of text
 * @param {(value: string) => string | null} setup.problemOf
 */
function createTextField({ name, label, input: properties, problemOf, control }) {
  const input = control ?? node("input", { spellcheck: false, ...properties });
  Object.assign(input, { id: name, name });
  const problem = node("p", { className: "Problem", id: `${name}-problem`, role: "alert" });
  const root = node(
    "div",
    {},
    node("label", { htmlFor: name, className: "Label", textContent: label }),
    input,
    problem,
  );

  /** @returns {boolean} */
  function validate() {
    const message = root.hidden ? null : problemOf(input.value.trim());
    problem.textContent = message ?? "";
    input.setAttribute("aria-invalid", String(message !== null));
    if (message) input.setAttribute("aria-describedby", problem.id);
    else input.removeAttribute("aria-describedby");
    return message === null;
  }

  input.addEventListener("blur", () => input.value && validate());
  input.addEventListener("input", () => problem.textContent && validate());
  return {
    root,
    input,
    validate,
    problem: () => problem.textContent,
    /** @returns {string | undefined} nothing where it isn't asked for */
    value: () => (root.hidden ? undefined : input.value.trim()),
  };
}

/** @typedef {ReturnType<typeof createTextField>} TextField */

/**
 * A box to tick.
 * @param {string} name @param {(Node | string)[]} label @param {string} [missing] what is said where it has to be ticked and isn't
 */
function createTick(name, label, missing) {
  const input = node("input", { type: "checkbox", id: name, name });
  const problem = node("p", { className: "Problem", id: `${name}-problem`, role: "alert" });
  const root = node("div", {}, node("label", { className: "Tick" }, input, node("span", {}, ...label)), problem);

  function validate() {
    const message = missing && !input.checked ? missing : "";
    problem.textContent = message;
    input.setAttribute("aria-invalid", String(message !== ""));
    if (message) input.setAttribute("aria-describedby", problem.id);
    else input.removeAttribute("aria-describedby");
    return message === "";
  }

  input.addEventListener("change", () => problem.textContent && validate());
  return { root, input, validate, problem: () => problem.textContent };
}
