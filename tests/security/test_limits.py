"""How often is too often, and how that is said."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from rxapp.settings import Settings
from rxapp.shop.refusal import CodeRefused, Refusal, TooManyChanges, TooManyCodes
from rxapp.visitor.rate_limits import RateLimits
from tests.e2e.shopper import Shopper
from tests.security.visitor import CHECKOUT_STATE, Visitor
from tests.serving import ROOT, Server, running, store_server

WRONG = CodeRefused("code", "We don't know that code.")


def limits(monkeypatch: pytest.MonkeyPatch, **rates: str) -> RateLimits:
    for name, rate in rates.items():
        monkeypatch.setenv(name.upper(), rate)
    return RateLimits(Settings())  # pyright: ignore[reportCallIssue]


async def guess(limits: RateLimits, shopper: str, address: str) -> str:
    """A wrong promo code, and what is said to it."""
    try:
        async with limits.guessing(shopper, address, "code"):
            raise WRONG
    except Refusal as refusal:
        return refusal.message


async def test_a_cart_may_change_so_often_and_another_cart_as_often(monkeypatch: pytest.MonkeyPatch):
    strict = limits(monkeypatch, changes_per_cart="3/minute")
    for _ in range(3):
        await strict.count_change("anna", "10.0.0.1")
    with pytest.raises(Refusal, match="a lot at once") as refused:
        await strict.count_change("anna", "10.0.0.1", "gift_wrap")
    assert refused.value.control == "gift_wrap"
    await strict.count_change("ben", "10.0.0.1")


async def test_new_carts_do_not_help_an_address(monkeypatch: pytest.MonkeyPatch):
    strict = limits(monkeypatch, changes_per_address="3/minute")
    for number in range(3):
        await strict.count_change(f"cart {number}", "10.0.0.1")
    with pytest.raises(Refusal):
        await strict.count_change("cart 4", "10.0.0.1")
    await strict.count_change("cart 5", "10.0.0.2")


async def test_after_ten_wrong_codes_no_code_is_looked_at_by_default(monkeypatch: pytest.MonkeyPatch):
    strict = limits(monkeypatch)
    assert [await guess(strict, "anna", "10.0.0.1") for _ in range(10)] == [WRONG.message] * 10
    with pytest.raises(Refusal) as refused:
        async with strict.guessing("anna", "10.0.0.1", "code"):
            pytest.fail("the code was looked at")
    assert (refused.value.control, refused.value.message) == ("code", TooManyCodes.sentence)


async def test_guesses_of_many_carts_count_for_their_address(monkeypatch: pytest.MonkeyPatch):
    strict = limits(monkeypatch, wrong_codes_per_address="20/10 minutes")
    said = [await guess(strict, f"cart {number // 5}", "10.0.0.1") for number in range(25)]
    assert said == [WRONG.message] * 20 + [TooManyCodes.sentence] * 5


async def test_right_codes_are_not_counted(monkeypatch: pytest.MonkeyPatch):
    strict = limits(monkeypatch, wrong_codes_per_cart="1/minute")
    for _ in range(5):
        async with strict.guessing("anna", "10.0.0.1", "code"):
            pass


async def test_a_redis_that_does_not_answer_refuses_nobody(monkeypatch: pytest.MonkeyPatch):
    absent = limits(monkeypatch, reflex_redis_url="redis://127.0.0.1:1", changes_per_cart="1/minute")
    for _ in range(3):
        await absent.count_change("anna", "10.0.0.1")
    assert await absent.seconds_until_next_request("10.0.0.1") == 0


@pytest.fixture(scope="module")
def strict(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A store behind one proxy, with small limits; each test comes from an address of its own."""
    rates: dict[str, str] = {"CHANGES_PER_CART": "6/minute", "WRONG_CODES_PER_CART": "2/10 minutes"}
    rates |= {"REQUESTS_PER_ADDRESS": "60/minute", "TRUSTED_PROXY_HOPS": "1"}
    with running(store_server(tmp_path_factory.mktemp("strict"), root=ROOT, **rates)) as server:
        yield server


def visitor_from(address: str, strict: Server) -> Visitor:
    visitor = Visitor(strict.url)
    visitor.http.headers["x-forwarded-for"] = address
    return visitor


def test_too_many_requests_are_told_when_to_come_back(strict: Server):
    with visitor_from("10.1.0.1", strict) as visitor, visitor_from("10.1.0.2", strict) as other:
        statuses = [visitor.http.get("/api/products").status_code for _ in range(61)]
        assert statuses == [200] * 60 + [429]
        refused = visitor.http.get("/health")
        assert refused.status_code == 429
        assert refused.json()["error"]["code"] == "too_many_requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert visitor.http.get("/").status_code == 200, "pages are not endpoints"
        assert other.http.get("/health").status_code == 200


def test_an_address_that_the_asker_makes_up_does_not_help(strict: Server):
    with Visitor(strict.url) as visitor:
        last = 0
        for number in range(61):
            made_up = {"x-forwarded-for": f"203.0.113.{number}, 10.2.0.1"}
            last = visitor.http.get("/api/products", headers=made_up).status_code
        assert last == 429


def test_forged_webhooks_are_counted_and_stop_being_read(strict: Server):
    with visitor_from("10.3.0.1", strict) as visitor:
        statuses = [visitor.http.post("/webhooks/stripe", content=b"{}").status_code for _ in range(61)]
    assert statuses == [400] * 60 + [429]


def test_a_flood_of_changes_is_refused_beside_the_control(strict: Server, browser: Browser):
    context = browser.new_context(base_url=strict.url, extra_http_headers={"x-forwarded-for": "10.4.0.1"})
    page = context.new_page()
    page.goto("/products/yame-sencha")
    add = page.get_by_role("button", name="Add to cart")
    for _ in range(7):
        add.click()
    expect(page.get_by_role("alert").filter(has_text=TooManyChanges.sentence)).to_be_visible()
    expect(page.get_by_role("link", name="Cart")).to_have_accessible_name("Cart with 6 items")
    context.close()


def test_guessing_codes_ends_with_a_sentence_beside_the_field(production_build: None, store: Server, browser: Browser):
    context = browser.new_context(base_url=store.url)
    page = context.new_page()
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    field = page.get_by_role("textbox", name="Promo code")
    for number in range(10):
        field.fill(f"GUESS{number}")
        field.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="We don't know that code.")).to_be_visible()
        expect(field).to_have_value(f"GUESS{number}")
    field.fill("WELCOME10")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text=TooManyCodes.sentence)).to_be_visible()
    anna.sees("$18.00", "", "$5.00", "$23.00")
    context.close()


def test_asking_stripe_over_the_socket_is_limited_too(strict: Server):
    with visitor_from("10.5.0.1", strict) as visitor:
        visitor.post("/api/checkout/add-product", slug="yame-sencha")
        with visitor.socket() as socket:
            socket.call(f"{CHECKOUT_STATE}.load")
            for _ in range(10):
                socket.call(f"{CHECKOUT_STATE}.open_form")
            socket.hear(TooManyChanges.sentence)
