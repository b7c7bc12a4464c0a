/** The card forms that are on the page, each as what fills it in. @type {Set<(card: TestCard) => Promise<void>>} */
const cardForms = new Set();

/**
 * Types a card into the form, which no script of a page can do with Stripe's own. Nothing can be read there by it.
 * @param {TestCard} card
 * @returns {Promise<boolean>} whether there is a form
 */
async function fillCard(card) {
  await Promise.all(Array.from(cardForms, (fill) => fill(card)));
  return cardForms.size > 0;
}

/** What Stripe's own Stripe.js doesn't have; pages look for it by its name. */
Object.assign(window, { LocalStripe: { fillCard } });
