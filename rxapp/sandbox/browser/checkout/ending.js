/** What there is to say when nothing can be paid: it is, or it is too late, or the address is wrong. */
const ENDINGS = {
  expired: [say("ending.expired"), say("ending.expired_more")],
  paid: [say("ending.paid"), say("ending.paid_more")],
  missing: [say("ending.missing"), say("ending.missing_more")],
};

/** @param {string} heading @param {string} text @param {string | null} back the address of the shop */
function showEnding(heading, text, back) {
  const title = node("h1", { tabIndex: -1, textContent: heading });
  document
    .querySelector("main")
    ?.replaceChildren(
      node(
        "section",
        { className: "Ending" },
        title,
        node("p", { className: "Quiet", textContent: text }),
        back ? node("a", { href: back, textContent: say("page.back_to_shop") }) : "",
      ),
    );
  document.title = heading;
  title.focus();
}

/** @param {PaymentPage} page @param {boolean} here whether it was paid just now, on this page */
function endCheckout(page, here) {
  const expired = page.session.status.type === "expired";
  if (here && !expired) {
    showEnding(thanksFor(page), say("ending.test"), null);
    return;
  }
  const [heading, text] = ENDINGS[expired ? "expired" : "paid"];
  showEnding(heading, text, page.cancel_url);
}
