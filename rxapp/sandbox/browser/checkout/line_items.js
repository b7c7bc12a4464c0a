/** @typedef {Session['lineItems'][number]} LineItem */

/**
 * What is bought: with the buyer's own quantities, and what may be added.
 * @param {BuyersChange} change asks for another quantity, or for something more
 */
function createLineItems(change) {
  const items = node("ul", { className: "Items" });
  const offered = node("ul", { className: "Items Items--offered" });
  const offer = node("section", { hidden: true, "aria-labelledby": "offer" });
  offer.append(node("h2", { id: "offer", className: "Minor", textContent: say("items.offer") }), offered);
  const root = node("div", {}, items, offer);

  return {
    root,
    /** @param {PaymentPage} page */
    draw({ session, permissions }) {
      const theirs = permissions.update_line_items === "client_only" || embedding.changesLineItems;
      const { lineItems, optionalItems } = session;
      redraw(
        items,
        ...lineItems.map((item) =>
          lineItemRow(item, session, theirs ? { change, last: lineItems.length === 1 } : null),
        ),
      );
      offer.hidden = !optionalItems || !theirs;
      redraw(offered, ...(optionalItems ?? []).map((item) => optionalItemRow(item, change)));
    },
  };
}

/**
 * @param {LineItem} item
 * @param {PaymentPage['session']} session
 * @param {{change: BuyersChange, last: boolean} | null} buyers null if nothing is theirs to change
 */
function lineItemRow(item, session, buyers) {
  const trial = item.recurring && session.recurring?.trial;
  const { adjustableQuantity: bounds } = item;
  const quantity = buyers && bounds ? stepper(item, bounds, buyers) : quantityText(item);
  return node(
    "li",
    { className: "Item" },
    picture(item.images),
    node(
      "div",
      { className: "Item-what" },
      node("span", { className: "Item-name", textContent: item.name }),
      item.description ? node("span", { className: "Quiet", textContent: item.description }) : null,
      item.recurring ? node("span", { className: "Quiet", textContent: billed(item.recurring) }) : null,
      quantity,
    ),
    node(
      "div",
      { className: "Item-amount" },
      node("span", { textContent: trial ? freeDays(trial.trialPeriodDays) : item.subtotal.amount }),
      unitText(item, Boolean(trial)),
    ),
  );
}

/** What one of several costs; with a trial, what comes after it. @param {LineItem} item @param {boolean} trial */
function unitText({ quantity, unitAmount }, trial) {
  if (quantity === 1 && !trial) return null;
  const text = say(quantity === 1 ? "items.then" : "items.each", { price: unitAmount.amount });
  return node("span", { className: "Quiet", textContent: text });
}

/** @param {LineItem} item */
function quantityText({ quantity, unitLabel }) {
  if (quantity === 1) return null;
  return node("span", {
    className: "Quiet",
    textContent: unitLabel ? `${quantity} × ${unitLabel}` : say("items.quantity", { quantity }),
  });
}

/**
 * @param {LineItem} item
 * @param {{minimum: number, maximum: number}} bounds
 * @param {{change: BuyersChange, last: boolean}} buyers
 */
function stepper({ id, name, quantity }, { minimum, maximum }, { change, last }) {
  const least = last ? Math.max(minimum, 1) : minimum;
  /** @param {string} sign @param {string} label @param {number} next */
  const step = (sign, label, next) =>
    node("button", {
      type: "button",
      id: `${label}-${id}`,
      textContent: sign,
      "aria-label": say(label === "less" ? "items.less" : "items.more", { product: name }),
      "aria-disabled": String(next < least || next > maximum),
      onclick: () => next >= least && next <= maximum && change({ line_item: { id, quantity: next } }),
    });
  return node(
    "div",
    { className: "Stepper", role: "group", "aria-label": say("items.quantity_of", { product: name }) },
    step("−", "less", quantity - 1),
    node("output", { textContent: String(quantity) }),
    step("+", "more", quantity + 1),
  );
}

/** @param {NonNullable<Session['optionalItems']>[number]} item @param {BuyersChange} change */
function optionalItemRow({ priceId, name, description, unitAmount, recurring, isSelected, images }, change) {
  const price = recurring ? priceOften(unitAmount.amount, recurring) : unitAmount.amount;
  return node(
    "li",
    { className: "Item" },
    picture(images),
    node(
      "div",
      { className: "Item-what" },
      node("span", { className: "Item-name", textContent: name }),
      node("span", { className: "Quiet", textContent: description ? `${price} · ${description}` : price }),
    ),
    node("button", {
      type: "button",
      className: "Small",
      id: `optional-${priceId}`,
      textContent: say(isSelected ? "items.remove" : "items.add"),
      "aria-label": say(isSelected ? "items.remove_it" : "items.add_it", { product: name }),
      onclick: () => change({ optional_item: { price: priceId, quantity: isSelected ? 0 : 1 } }),
    }),
  );
}

/** @param {string[]} images */
function picture([first]) {
  if (!first) return null;
  // One that can't be had, as where there is no network, leaves its place empty.
  const image = node("img", { className: "Item-image", src: first, alt: "" });
  image.addEventListener("error", () => image.classList.add("Item-image--missing"));
  return image;
}
