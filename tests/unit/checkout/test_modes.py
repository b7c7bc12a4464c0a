"""What a mode allows and forbids, by the use cases themselves."""

import sys
from typing import Any

import pytest

from rxapp.checkout import services
from rxapp.checkout.changing import change
from rxapp.checkout.switching import choose_flow
from rxapp.orders.records import Flow
from rxapp.settings import Settings
from rxapp.shop.catalog import CATALOG
from rxapp.shop.changes import AddProduct, SignIn
from rxapp.shop.refusal import Refusal
from rxapp.visitor.cookie import new_cookie
from tests.faults.local_store import LocalStore

KEYS: dict[str, dict[str, Any]] = {
    "local": {},
    "local, elsewhere": {
        "stripe_secret_key": "sk_test_x",
        "stripe_publishable_key": "pk_test_x",
        "stripe_api_base": "http://stripe.local",
    },
    "test": {"stripe_secret_key": "sk_test_x", "stripe_publishable_key": "pk_test_x"},
    "live": {
        "stripe_secret_key": "sk_live_x",
        "stripe_publishable_key": "pk_live_x",
        "stripe_webhook_secret": "whsec_x",
        "public_url": "https://shop.example",
    },
    "live, restricted": {
        "stripe_secret_key": "rk_live_x",
        "stripe_publishable_key": "pk_live_x",
        "stripe_webhook_secret": "whsec_x",
        "public_url": "https://shop.example",
    },
}
MODES = pytest.mark.parametrize("mode", KEYS)


@pytest.fixture
def mode(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store runs so, as far as the use cases are concerned."""
    name: str = request.param
    made = Settings(**KEYS[name])
    assert made.mode == name.partition(",")[0]
    for module in [sys.modules[name] for name in sys.modules if name.startswith(("rxapp.checkout.", "rxapp.visitor."))]:
        if hasattr(module, "settings"):
            monkeypatch.setattr(module, "settings", made)
    return made.mode


EACH_MODE = pytest.mark.parametrize("mode", KEYS, indirect=True)


@EACH_MODE
@pytest.mark.parametrize("member", ["gold", "silver", ""])
async def test_signing_in_as_somebody(shop: LocalStore, mode: str, member: str):
    before = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    if mode == "live":
        with pytest.raises(Refusal) as refused:
            await change(shop.services, "anna", before.id, SignIn(member=member))
        assert (refused.value.control, refused.value.message) == ("checkout", "Nobody can sign in that way here.")
        assert await shop.services.ledger.checkout(before.id) == before
    else:
        assert (await change(shop.services, "anna", before.id, SignIn(member=member))).cart.member == member


@EACH_MODE
@pytest.mark.parametrize("flow", Flow)
async def test_choosing_how_to_pay(shop: LocalStore, mode: str, flow: Flow):
    before = (await shop.opened("anna")).checkout
    if mode == "live":
        with pytest.raises(Refusal) as refused:
            await choose_flow(shop.services, before.id, flow)
        assert (refused.value.control, refused.value.message) == ("flow", "This store is always paid the same way.")
        assert await shop.services.ledger.checkout(before.id) == before
        assert await shop.calls("POST", "*/expire") == []
    else:
        assert (await choose_flow(shop.services, before.id, flow)).flow == flow


@EACH_MODE
def test_an_address_to_begin_with(mode: str):
    """Where payments are real nobody's order goes to somebody who was made up."""
    assert services.first_cart().destination == (None if mode == "live" else CATALOG.demo_address)
    assert CATALOG.demo_address is not None


@EACH_MODE
def test_the_cookie_travels_over_https_alone_wherever_there_is_https(mode: str):
    assert ("; Secure" in new_cookie()) == (mode == "live")
