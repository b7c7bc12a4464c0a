"""What each train of Stripe.js gives to a page, judged by `tsc` with the types that Stripe publishes for that train."""

import json
from pathlib import Path
from typing import Any

import pytest
import stripe

from . import sessions
from .conftest import HERE, Node
from .sessions import ADDRESS, TEA
from .shop_page import ShopPage
from .trains import MOUNT, SAID, SCRIPTS, started

# The page's half of Stripe's wrappers, which no type has.
UNTYPED = {"_registerWrapper"}
PROGRAM = """import type {{ Stripe, StripeCheckoutSession }} from "{package}/dist/index";
import type {{ ActionsOf, CheckoutOf, Difference, Result }} from "{here}/train_types";
type Checkout = CheckoutOf<Stripe>;
type Actions = ActionsOf<Checkout>;
declare const stripe: Difference<keyof Stripe, {stripe}>;
declare const checkout: Difference<keyof (Checkout & Actions), {checkout}>;
export const same: never[] = [stripe, checkout];
export const sessions: StripeCheckoutSession[] = {sessions};
"""
GOODS: dict[str, Any] = {
    "allow_promotion_codes": True,
    "billing_address_collection": "required",
    "shipping_address_collection": {"allowed_countries": ["US"]},
    "shipping_options": [sessions.shipping_option("Post", 500), sessions.shipping_option("Courier", 1500)],
    "phone_number_collection": {"enabled": True},
}
TRIAL: dict[str, Any] = {
    "mode": "subscription",
    "line_items": [{"price_data": TEA["price_data"] | {"recurring": {"interval": "month"}}, "quantity": 2}],
    "subscription_data": {"trial_period_days": 7},
}
# What a shopper does, and the arguments, in the words of every train.
DONE: list[tuple[str, Any]] = [
    ("applyPromotionCode", "NOSUCH"),
    ("applyPromotionCode", "SAVE"),
    ("updateEmail", "nobody"),
    ("updateEmail", "ada@example.com"),
    ("updatePhoneNumber", "+15005550006"),
    ("updateBillingAddress", ADDRESS),
    ("updateShippingAddress", ADDRESS),
    ("confirm", {"redirect": "if_required"}),
    ("removePromotionCode", None),
]


def package_of(train: str) -> Path:
    return HERE / "node_modules" / ("@stripe/stripe-js" if train == "endive" else f"stripe-js-{train}")


def literals(names: list[str]) -> str:
    return " | ".join(f'"{name}"' for name in names)


def require_types(node: Node, folder: Path, program: str) -> None:
    """Lets `tsc` judge it."""
    (folder / "train.ts").write_text(program)
    options = "--noEmit --strict --skipLibCheck --target es2024 --lib es2024,dom --module esnext"
    flags = [*options.split(), "--moduleResolution", "bundler", "--types", ""]
    checked = node("node_modules/typescript/bin/tsc", *flags, str(folder / "train.ts"))
    assert checked.returncode == 0, checked.stdout


def done(shop: ShopPage, action: str, given: Any) -> tuple[str, Any]:
    """An action's name, and what it answers."""
    return action, shop.run("([action, given]) => actions[action](given)", [action, given])


def paid(shop: ShopPage) -> list[tuple[str, Any]]:
    """What a payment answers with a card that is declined, and with one that isn't."""
    answers = []
    for number in ("4000000000009995", "4242424242424242"):
        shop.type_card(number)
        answers.append(done(shop, "confirm", {"redirect": "if_required"}))
    return answers


@pytest.mark.parametrize("train", SCRIPTS)
def test_a_train_gives_what_its_published_types_say(
    shop: ShopPage, client: stripe.StripeClient, node: Node, tmp_path: Path, train: str
) -> None:
    sessions.promotion_code(client, "SAVE")
    started(shop, train, sessions.create(client, customer_email=None, **GOODS))
    shop.run(MOUNT, train)
    names = shop.run("(key) => Object.keys(Stripe(key))", shop.key)
    known = [name for name in names if name not in UNTYPED and train not in SAID.get(name, ())]
    checkout = shop.run("() => Object.keys({ ...checkout, ...actions })")
    seen = [shop.run("() => current()")]
    results = [done(shop, *step) for step in DONE]
    seen += [*shop.run("() => changes"), shop.run("() => current()")]
    for params in (TRIAL, {}):
        started(shop, train, sessions.create(client, **params))
        seen.append(shop.run("() => current()"))
    shop.run(MOUNT, train)
    results += paid(shop)
    assert [answer["type"] for _, answer in results[-2:]] == ["error", "success"]
    program = PROGRAM.format(
        package=package_of(train), here=HERE, stripe=literals(known), checkout=literals(checkout),
        sessions=json.dumps(seen),
    )  # fmt: skip
    program += "".join(
        f'export const result{number}: Result<Actions, "{action}"> = {json.dumps(result)};\n'
        for number, (action, result) in enumerate(results)
    )
    require_types(node, tmp_path, program)
