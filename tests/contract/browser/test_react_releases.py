"""Releases of Stripe's React package, unmodified: a shopper pays in each, under its own names."""

from pathlib import Path

import pytest
import stripe
from playwright.sync_api import Page, expect

from . import sessions
from .conftest import Node
from .shop_page import ShopPage
from .trains import SCRIPTS

# Per release: the package, the Stripe.js that it pins, and how the shop's page says the same in it.
RELEASES = {
    "3": ("react-stripe-js-3", "basil", "CheckoutProvider", "useCheckout()", "fetchClientSecret: async () => secret"),
    "5": ("react-stripe-js-5/checkout", "clover", "CheckoutProvider", "useCheckout().checkout", "clientSecret: secret"),
    "6": ("react-stripe-js-6/checkout", "dahlia", "CheckoutElementsProvider", "useCheckoutElements().checkout",
          "clientSecret: secret"),
    "7": ("@stripe/react-stripe-js/checkout", "endive", "CheckoutElementsProvider", "useCheckoutElements().checkout",
          "clientSecret: secret"),
}  # fmt: skip
SHOP = """
import {{ {provider}, PaymentElement, {hook} }} from "{package}";
import {{ loadStripe }} from "{loader}";
import {{ createRoot }} from "react-dom/client";

const query = new URLSearchParams(location.search);
const secret = query.get("secret");
const stripe = loadStripe(query.get("key"));
const options = {{ {given} }};

function Checkout() {{
  const checkout = {used};
  if (!checkout) return null;
  const change = () => checkout.runServerUpdate(() => window.addGiftWrap());
  const pay = () => checkout.confirm({{ redirect: "if_required" }});
  return (
    <>
      <PaymentElement />
      <button type="button" onClick={{change}}>Add gift wrap</button>
      <button type="button" disabled={{!checkout.canConfirm}} onClick={{pay}}>
        Pay {{checkout.total.total.amount}}
      </button>
      <p role="status">{{checkout.status.type}}</p>
    </>
  );
}}

createRoot(document.getElementById("root")).render(
  <{provider} stripe={{stripe}} options={{options}}><Checkout /></{provider}>,
);
"""


def bundled(node: Node, folder: Path, release: str) -> bytes:
    package, train, provider, used, given = RELEASES[release]
    loader = "@stripe/stripe-js" if train == "endive" else f"stripe-js-{train}"
    source, target = folder / "shop.jsx", folder / "shop.js"
    hook = used.partition("(")[0]
    source.write_text(SHOP.format(package=package, provider=provider, hook=hook, used=used, given=given, loader=loader))
    made = node("bundle.mjs", str(source), str(target))
    assert made.returncode == 0, made.stderr
    return target.read_bytes()


@pytest.mark.parametrize("release", RELEASES)
def test_a_shopper_pays_in_every_release_what_the_server_changed(
    page: Page, node: Node, tmp_path: Path, local_stripe: str, account: str, client: stripe.StripeClient, release: str
) -> None:
    train = RELEASES[release][1]
    shop = ShopPage(page, local_stripe, f"pk_test_{account}", bundled(node, tmp_path, release), SCRIPTS[train])
    session = sessions.create(client)
    shop.offer("addGiftWrap", lambda: sessions.add_gift_wrap(client, session))
    shop.open_react(session.client_secret)
    shop.type_card()
    page.get_by_role("button", name="Add gift wrap").click()
    page.get_by_role("button", name="Pay $45.00").click()
    expect(page.get_by_role("status")).to_have_text("complete")
    assert shop.run("() => Stripe.version") == train
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.payment_status, paid.amount_total) == ("paid", 4500)
    assert shop.errors == []
