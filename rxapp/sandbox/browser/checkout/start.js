const mainPart = node("main");
const businessName = node("p", { className: "Business", textContent: "Local Stripe" });
const testCards = createTestCards();
testCards.root.hidden = true;
const backLink = node("a", { className: "Back", hidden: true });
const pageRoot = node(
  "div",
  { className: "Page" },
  node(
    "header",
    { className: "Header" },
    backLink,
    businessName,
    node("p", { className: "TestMark", textContent: say("page.test") }),
  ),
  mainPart,
  node("footer", { className: "Footer Quiet" }, node("p", { textContent: say("page.no_money") }), testCards.root),
);

/** @param {Checkout} checkout @param {HTMLElement} status @returns {BuyersChange} */
function changing(checkout, status) {
  return async (body) => {
    try {
      status.textContent = "";
      if (body.line_item && embedding.changesLineItems) await askAround(checkout, body.line_item);
      else await checkout.update(body);
      return true;
    } catch (failure) {
      // What was chosen and refused is shown as it still is.
      checkout.take(checkout.state.page());
      checkout.state.publish();
      status.textContent = messageOf(failure);
      return false;
    }
  };
}

/** @param {Checkout} checkout @param {{id: string, quantity: number}} changed */
function askAround(checkout, changed) {
  return checkout.queue.run(async () => {
    const { lineItems } = checkout.state.page().session;
    const wanted = lineItems.map((item) => (item.id === changed.id ? { ...item, ...changed } : item));
    await embedding.changeLineItems(wanted.filter(({ quantity }) => quantity > 0));
    await checkout.reload();
  });
}

/** @param {Checkout} checkout */
function drawCheckout(checkout) {
  const status = node("p", { className: "Problem", role: "alert" });
  const change = changing(checkout, status);
  const summary = createSummary(checkout, change);
  const form = createForm(checkout, change);
  summary.root.append(status);
  mainPart.className = "Columns";
  mainPart.replaceChildren(summary.root, form.root);
  form.start();
  let ended = false;

  function draw() {
    const page = checkout.state.page();
    if (page.session.status.type === "open") {
      summary.draw(page);
      form.draw(page);
      testCards.draw(page);
    } else if (!form.paying() && !ended) {
      ended = true;
      testCards.root.hidden = true;
      endCheckout(page, form.paid());
      if (form.paid()) embedding.complete();
    }
  }

  checkout.state.on("change", draw);
  form.root.addEventListener("settled", draw);
  draw();
}

async function openCheckout() {
  document.body.append(pageRoot);
  embedding.start(pageRoot);
  const [key, clientSecret] = [OPENING.get("key") ?? "", OPENING.get("client_secret") ?? ""];
  const elementsOptions = { appearance: appearance() };
  const checkout = createCheckout(createServer(SERVER_ADDRESS, key), key, { clientSecret, elementsOptions });
  try {
    await checkout.load();
  } catch (failure) {
    const unreachable = asStripeError(failure).type === "api_connection_error";
    const [heading, text] = unreachable ? [say("ending.unreachable"), messageOf(failure)] : ENDINGS.missing;
    showEnding(heading, text, null);
    return;
  }
  const page = checkout.state.page();
  document.title = say("page.title", { heading: headingOf(page) });
  businessName.textContent = page.display_name;
  backLink.hidden = !page.cancel_url;
  backLink.href = page.cancel_url ?? "";
  backLink.textContent = say("page.back");
  if (page.session.status.type !== "open") {
    endCheckout(page, false);
    return;
  }
  drawCheckout(checkout);
  darkness.addEventListener("change", () => checkout.group.changeAppearance(appearance()));
}

// Who comes back to a page that the browser has kept sees how the session is now.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
void openCheckout();
