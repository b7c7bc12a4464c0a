"""After a purchase no secret lies about: not in the build, the state store, the database or the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from rxapp.settings import LOCAL_SECRET_KEY
from tests.e2e.shopper import BANK_CARD, Shopper
from tests.serving import ROOT, Server, running, store_server

CARD_DATA = [BANK_CARD, "4000 0027 6000 3184"]


@pytest.fixture
def bare(production_build: None, tmp_path: Path) -> Iterator[Server]:
    """A store that writes its pages' state where the test can read it."""
    server = store_server(
        tmp_path / "data", root=ROOT, REFLEX_STATES_WORKDIR=str(tmp_path / "states"), LOG_LEVEL="DEBUG"
    )
    with running(server):
        yield server


def buy(store: Server, browser: Browser) -> dict[str, str]:
    """A purchase with the bank's question; gives what must be found nowhere."""
    context = browser.new_context(base_url=store.url)
    page = context.new_page()
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    opened = page.request.post("/api/checkout/open", data={}).json()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    anna.type_card(BANK_CARD)
    anna.pay()
    page.frame_locator('iframe[title="3D Secure challenge"]').get_by_role("button", name="Complete").click()
    anna.reads_order()
    cookie = next(one.get("value", "") for one in context.cookies() if one.get("name") == "kettle_cart")
    token = page.evaluate("sessionStorage.getItem('token')")
    context.close()
    folder = store.log.parent
    return {
        "the cart cookie": cookie,
        "the session's client secret": opened["client_secret"],
        "the tab's token": str(token),
        "the secret key": LOCAL_SECRET_KEY,
        "what signs cookies": (folder / "cart.secret").read_text(),
        "what signs webhooks": (folder / "webhook.secret").read_text(),
    }


def holding(files: list[Path], secret: str) -> list[str]:
    return [file.name for file in files if secret.encode() in file.read_bytes()]


def test_no_secret_is_left_behind(bare: Server, browser: Browser):
    secrets = buy(bare, browser)
    bare.stop(seconds=60)  # writes the state store out, however long that takes
    folder = bare.log.parent
    states = list((folder.parent / "states").rglob("*.pkl"))
    assert any(b"yame-sencha" in file.read_bytes() for file in states), "the state store is where it is looked for"
    build = [file for file in (ROOT / ".web" / "build").rglob("*") if file.is_file()]
    database = [file for file in folder.iterdir() if file.name.startswith("store.db")]
    for name, secret in secrets.items():
        assert len(secret) > 10
        kept_by_token = states if name != "the tab's token" else []  # it is the key of the tab's own entry
        assert holding([*build, *kept_by_token, *database, bare.log], secret) == [], name
    for number in CARD_DATA:
        assert holding([*states, *database, bare.log], number) == []


def test_the_build_holds_nothing_that_looks_like_a_key(production_build: None):
    build = [file for file in (ROOT / ".web" / "build").rglob("*") if file.suffix in (".js", ".html", ".json", ".map")]
    assert holding(build, "pk_test_") or holding(build, "yame-sencha"), (
        "what a page says is found where it is looked for"
    )
    looks = ("sk_test_", "sk_live_", "rk_live_", "whsec_", "DATABASE_URL", "CART_SECRET")
    assert {look: holding(build, look) for look in looks} == {look: [] for look in looks}
