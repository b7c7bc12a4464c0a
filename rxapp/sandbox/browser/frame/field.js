/**
 * @typedef {{complete: true} | {complete: false, problem: Problem, early?: boolean}} Examination
 *   `early` problems are shown while typing, the others once the field is left or the form is sent.
 *
 * @typedef {object} Field
 * @property {HTMLElement} root
 * @property {HTMLInputElement | HTMLSelectElement} input
 * @property {() => string} value
 * @property {(value: string) => void} set
 * @property {() => Examination} examine
 * @property {() => Problem | null} validate shows the problem beside the field
 * @property {(visible: boolean) => void} show
 * @property {() => boolean} shown
 * @property {(label: string) => void} rename
 */

/**
 * A label, its input, and beside it what is wrong with it.
 * @param {object} setup
 * @param {string} setup.name
 * @param {string} setup.label
 * @param {HTMLInputElement | HTMLSelectElement} setup.input
 * @param {(value: string) => Examination} setup.examine
 * @param {Node[]} [setup.adornments] drawn inside the input's box
 * @returns {Field}
 */
function createField({ name, label, input, examine, adornments = [] }) {
  input.id = `Field-${name}Input`;
  input.name = name;
  const caption = element("label", { className: "Label", htmlFor: input.id, textContent: label });
  const box = element("div", { className: "InputBox" });
  box.append(input, ...adornments);
  const error = element("p", { className: "Error", id: `Field-${name}Error`, role: "alert" });
  const root = element("div", { className: `Field Field--${name}` });
  root.append(caption, box, error);

  /** @param {Problem | null} problem */
  function display(problem) {
    error.textContent = problem?.message ?? "";
    input.setAttribute("aria-invalid", String(problem !== null));
    if (problem) input.setAttribute("aria-describedby", error.id);
    else input.removeAttribute("aria-describedby");
    input.classList.toggle("Input--invalid", problem !== null);
    caption.classList.toggle("Label--invalid", problem !== null);
  }

  function refresh() {
    const result = examine(input.value);
    input.classList.toggle("Input--empty", input.value === "");
    display(result.complete || !result.early ? null : result.problem);
  }

  function leave() {
    const result = examine(input.value);
    if (input.value !== "") display(result.complete ? null : result.problem);
  }

  input.addEventListener("input", refresh);
  input.addEventListener("blur", leave);
  input.classList.add("Input", "Input--empty");
  input.setAttribute("aria-invalid", "false");
  input.setAttribute("aria-required", String(!examine("").complete));

  return {
    root,
    input,
    value: () => input.value,
    set(value) {
      input.value = value;
      refresh();
    },
    examine: () => examine(input.value),
    validate() {
      const result = examine(input.value);
      const problem = result.complete ? null : result.problem;
      display(problem);
      return problem;
    },
    show(visible) {
      root.hidden = !visible;
    },
    shown: () => !root.hidden,
    rename(next) {
      caption.textContent = next;
    },
  };
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Partial<HTMLElementTagNameMap[Tag]>} properties @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

/** @param {Partial<HTMLInputElement>} properties @returns {HTMLInputElement} */
function textInput(properties) {
  const input = element("input", { type: "text", spellcheck: false, ...properties });
  input.setAttribute("autocorrect", "off");
  return input;
}

/** @param {string} autocomplete @returns {HTMLSelectElement} */
function selectInput(autocomplete) {
  const select = element("select", {});
  select.setAttribute("autocomplete", autocomplete);
  select.classList.add("Select");
  return select;
}

/** @returns {HTMLElement} */
function chevron() {
  const icon = element("span", { className: "Chevron" });
  icon.setAttribute("aria-hidden", "true");
  return icon;
}

/**
 * @param {HTMLSelectElement} select
 * @param {[value: string, text: string][]} choices
 */
function fillSelect(select, choices) {
  const chosen = select.value;
  select.replaceChildren(...choices.map(([value, textContent]) => element("option", { value, textContent })));
  if (choices.some(([value]) => value === chosen)) select.value = chosen;
}

/**
 * @param {string} code as Stripe names it @param {boolean} [early] @param {string} [sentence] where it isn't the code's
 * @returns {Examination}
 */
function complaint(code, early = false, sentence = code) {
  return { complete: false, early, problem: { code, message: say(`problems.${sentence}`) } };
}

/** @param {string} code @returns {(value: string) => Examination} */
function needed(code) {
  return (value) => (value.trim() ? { complete: true } : complaint(code));
}

/** @returns {Examination} */
function optional() {
  return { complete: true };
}
