/** Of all elements that take a card, or a part of it, in one line. */
const CARD_FRAME = { file: "elements-inner-card.html", height: 20 };

/** @type {Partial<Record<ElementKind, FrameKind>>} */
const FRAMES = {
  payment: {
    file: "elements-inner-payment.html",
    title: "titles.payment",
    type: "payment",
    height: 280,
    event: { collapsed: false },
  },
  card: { ...CARD_FRAME, title: "titles.card", type: "card" },
  cardNumber: { ...CARD_FRAME, title: "titles.card_number", type: "cardNumber" },
  cardExpiry: { ...CARD_FRAME, title: "titles.card_expiry", type: "cardExpiry" },
  cardCvc: { ...CARD_FRAME, title: "titles.card_code", type: "cardCvc" },
  billingAddress: {
    file: "elements-inner-address.html",
    title: "titles.address",
    type: "address",
    height: 480,
    event: { elementMode: "billing", isNewAddress: true },
  },
  shippingAddress: {
    file: "elements-inner-address.html",
    title: "titles.address",
    type: "address",
    height: 480,
    event: { elementMode: "shipping", isNewAddress: true },
  },
  contactDetails: {
    file: "elements-inner-contact-details.html",
    title: "titles.email",
    type: "contactDetails",
    height: 80,
  },
  linkAuthentication: {
    file: "elements-inner-link-authentication.html",
    title: "titles.email",
    type: "linkAuthentication",
    height: 80,
  },
};

/** @type {Partial<Record<ElementKind, string>>} */
const UNAVAILABLE = {
  taxId: "The local Stripe does not draw the Tax ID Element. Use updateTaxIdInfo() instead.",
};

/**
 * Elements that belong together: they share one look, and the page's part of the state.
 * @param {object} setup
 * @param {Promise<unknown>} setup.ready
 * @param {Appearance} [setup.appearance]
 * @param {FontSource[]} [setup.fonts]
 * @param {(kind: ElementKind) => FrameContext} setup.context
 * @param {(kind: ElementKind, change: FrameChange) => void} setup.changed
 * @returns {ElementGroup}
 */
function createElementGroup({ ready, appearance = {}, fonts = [], context, changed }) {
  /** @type {Map<ElementKind, GroupMember>} */
  const members = new Map();

  /** @param {ElementKind} kind @param {Record<string, unknown>} options @returns {FrameConfiguration} */
  const configuration = (kind, options) => ({ appearance, fonts, options, context: context(kind) });

  const refresh = () => {
    for (const member of members.values()) member.configure();
  };

  /** @param {ElementKind} kind @param {object} options @returns {GroupMember} */
  function make(kind, options) {
    const frame = FRAMES[kind];
    const destroyed = () => void members.delete(kind);
    if (!frame) return createEmptyElement({ kind, ready, unavailable: UNAVAILABLE[kind], destroyed });
    return createFrameElement({
      kind,
      frame,
      options,
      ready,
      destroyed,
      configuration: (chosen) => configuration(kind, chosen),
      changed: (change) => {
        // Which elements are on the page decides what the others ask for.
        if (change === UNTOUCHED) refresh();
        changed(kind, change);
      },
    });
  }

  return {
    create(kind, options = {}) {
      if (members.has(kind)) throw new IntegrationError(`Can only create one Element of type ${kind}.`);
      const member = make(kind, options);
      members.set(kind, member);
      return member.element;
    },
    get: (kind) => members.get(kind)?.element ?? null,
    member: (kind) => members.get(kind),
    forms: () => Array.from(members.values()).filter(({ kind, mounted }) => kind in FRAMES && mounted()),
    changeAppearance(next) {
      appearance = next;
      refresh();
    },
    loadFonts(next) {
      fonts = [...fonts, ...next];
      refresh();
    },
    refresh,
  };
}
