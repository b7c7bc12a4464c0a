/**
 * A field of the page itself, with its label and what is wrong with it.
 * @param {object} setup
 * @param {string} setup.name
 * @param {string} setup.label
 * @param {Record<string, unknown>} setup.input
 * @param {(value: string) => string | null} setup.problemOf
 */
function createTextField({ name, label, input: properties, problemOf }) {
  const input = node("input", { id: name, name, spellcheck: false, ...properties });
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
