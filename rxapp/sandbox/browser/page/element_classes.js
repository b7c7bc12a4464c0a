const PLACE_CLASSES = {
  base: "StripeElement",
  complete: "StripeElement--complete",
  empty: "StripeElement--empty",
  focus: "StripeElement--focus",
  invalid: "StripeElement--invalid",
};

/** @param {Record<string, unknown>} options @returns {Record<string, string>} */
function classesOf({ classes = {} }) {
  return { ...PLACE_CLASSES, .../** @type {object} */ (classes) };
}

/**
 * Says in the classes of an element's place how the element is.
 * @param {HTMLElement} place @param {Record<string, unknown>} options of the element
 * @param {FrameChange & {focus: boolean}} state
 */
function markPlace(place, options, { complete, empty, focus, value }) {
  const shown = /** @type {Record<string, boolean>} */ ({ base: true, complete, empty, focus, invalid: !!value.error });
  for (const [name, classes] of Object.entries(classesOf(options)))
    for (const one of classes.split(" ").filter(Boolean)) place.classList.toggle(one, shown[name] === true);
}

/** @param {HTMLElement} place @param {Record<string, unknown>} options of the element */
function unmarkPlace(place, options) {
  const classes = Object.values(classesOf(options)).flatMap((names) => names.split(" "));
  place.classList.remove(...classes.filter(Boolean));
}
