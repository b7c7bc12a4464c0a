/** The group of each element that `stripe.elements()` has made. @type {WeakMap<object, ElementGroup>} */
const cardElements = new WeakMap();

/**
 * A payment method of what was typed into a Card Element, or into the three elements of its parts.
 * @param {object} element `card` or `cardNumber` @param {Omit<CardDetails, 'parts'>} details
 * @returns {Promise<{id: string}>}
 */
async function createCardMethod(element, details) {
  const [main, ...others] = cardMembers(element);
  const [first] = await problemsIn([main, ...others]);
  if (first) throw new StripeFailure({ type: "validation_error", ...first.problem });
  const parts = await Promise.all(others.map((other) => other.tokenize()));
  return main.tokenize({ ...details, parts: parts.map(({ id }) => id) });
}

/** @param {object} element @returns {GroupMember[]} the element, and those beside it that hold other parts of its card */
function cardMembers(element) {
  const group = cardElements.get(element);
  const kinds = /** @type {const} */ ([["card"], ["cardNumber", "cardExpiry", "cardCvc"]]);
  const [card] = kinds.filter(([first]) => group?.get(first) === element);
  const members = card?.map((kind) => group?.member(kind)).filter((member) => member !== undefined) ?? [];
  if (members.length === 0 || !members.every((member) => member.mounted()))
    throw new IntegrationError("`card` must be a Card Element or a Card Number Element that is mounted.");
  return members;
}
