/**
 * Keeps a field formatted while it is typed in, and the caret where the shopper left it.
 * @param {HTMLInputElement} input
 * @param {(text: string, before: string) => string} format
 */
function formatWhileTyping(input, format) {
  let before = "";
  input.addEventListener("input", () => {
    const caret = input.selectionStart ?? input.value.length;
    const atEnd = caret === input.value.length;
    const digits = digitsOf(input.value.slice(0, caret)).length;
    const formatted = format(input.value, before);
    before = formatted;
    if (formatted === input.value) return;
    input.value = formatted;
    const place = atEnd ? formatted.length : placeAfter(formatted, digits);
    input.setSelectionRange(place, place);
  });
}

/** @param {string} text @param {number} digits @returns {number} where that many digits have passed */
function placeAfter(text, digits) {
  let place = 0;
  for (let seen = 0; place < text.length && seen < digits; place += 1) if (/\d/.test(text[place])) seen += 1;
  return place;
}

/**
 * A full field hands the focus on, and an empty one hands it back on Backspace.
 * @param {Pick<Field, 'input' | 'examine'>[]} fields
 */
function advanceThrough(fields) {
  fields.forEach((field, index) => {
    const { input } = field;
    if (!(input instanceof HTMLInputElement)) return;
    const next = fields[index + 1];
    const previous = fields[index - 1];
    input.addEventListener("input", () => {
      const atEnd = input.selectionStart === input.value.length;
      if (next && atEnd && document.activeElement === input && field.examine().complete) next.input.focus();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Backspace" || input.value !== "" || !previous) return;
      event.preventDefault();
      previous.input.focus();
    });
  });
}
