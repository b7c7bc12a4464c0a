"""The page with a payment form: what each handler leaves on it, step by step, whatever the payment service says."""

import pickle
from datetime import timedelta
from typing import Any

import pytest

from rxapp.checkout.syncing import TOO_SMALL_TAKEN_BACK
from rxapp.payments.failures import StripeRefused, StripeUnavailable
from rxapp.settings import settings
from rxapp.shop.refusal import ChangedMeanwhile, Finished, Refusal
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.payment import TROUBLES
from rxapp.states.presenting import NOT_PAID
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.states.forms import AWAY, checkout_of, in_another_tab, opens_the_form, pay, stripe_says, wrap


async def test_a_page_shows_the_cart_first_and_then_opens_the_form(shop: LocalStore, tab: Tab):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    wanted = await tab.call(CheckoutState, "load")
    page = tab.state(CheckoutState)
    assert opens_the_form(wanted)
    assert (page.loaded, page.empty, page.total, page.amount) == (True, False, "$23.00", 2300)
    assert (page.client_secret, page.revision, page.synced_revision, page.placing) == ("", 1, 0, 0)
    assert await tab.call(CheckoutState, "open_form") is None
    assert page.client_secret.startswith("cs_test_")
    assert (page.revision, page.synced_revision, page.refusal["number"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("origin", "back_to"), [*((one, one) for one in settings.allowed_origins), ("http://evil.example", settings.origin)]
)
async def test_the_bank_sends_the_shopper_back_to_the_store_as_this_tab_knows_it(
    shop: LocalStore, tab: Tab, origin: str, back_to: str
):
    tab.at("/checkout", origin=origin)
    await tab.open_cart("yame-sencha")
    [created] = await shop.calls("POST", "/v1/checkout/sessions")
    assert created["params"]["return_url"].startswith(f"{back_to}/complete?")


async def test_an_empty_cart_has_no_form(shop: LocalStore, tab: Tab):
    to_the_latest_order = CartState.event_handlers["load"]
    assert await tab.call(CheckoutState, "load") is to_the_latest_order
    page = tab.state(CheckoutState)
    assert (page.loaded, page.empty) == (True, True)
    assert await tab.call(CheckoutState, "open_form") is None
    await tab.open_cart("yame-sencha")
    assert (page.empty, page.refusal["message"]) == (False, "")
    assert await tab.call(CheckoutState, "remove", slug="yame-sencha") is None
    assert page.empty
    assert await tab.call(CheckoutState, "load") is to_the_latest_order, "of a cart that was emptied, too"


async def test_without_a_checkout_nothing_is_asked(shop: LocalStore, tab: Tab):
    for handler in ("open_form", "sync", "release"):
        assert await tab.call(CheckoutState, handler) is None
    assert await tab.call(CheckoutState, "choose_flow", flow="payment_intent") is None
    assert await tab.call(CheckoutState, "end_offers") is None
    page = tab.state(CheckoutState)
    assert (page.refusal["number"], page.problems, page.flow) == (0, {}, "")
    await tab.call(CheckoutState, "place", revision=1, amount=2300)
    assert page.refusal == {"number": 1, "message": Finished.sentence}
    for handler, payload in (("set_quantity", {"slug": "yame-sencha", "quantity": 2}), ("remove_code", {})):
        await tab.call(CheckoutState, handler, **payload)
        assert page.problems == {"checkout": Finished.sentence}
    assert opens_the_form(await tab.call(CheckoutState, "check_session", status="open", amount=1, trial_days=0))


async def test_a_change_before_the_page_has_read_anything_is_of_the_cart_there_is(shop: LocalStore, tab: Tab):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    assert opens_the_form(await wrap(tab)), "there is no form yet"
    assert (tab.state(CheckoutState).total, tab.state(CheckoutState).problems) == ("$28.00", {})
    await tab.call(JoinState, "remove_referral")
    assert tab.state(JoinState).problems == {"checkout": Finished.sentence}


@pytest.mark.parametrize("state", [CheckoutState, JoinState])
async def test_a_page_that_has_read_nothing_yet_asks_nothing_when_it_gets_the_focus(
    shop: LocalStore, tab: Tab, state: type
):
    assert await tab.call(state, "look_again") is None


async def test_a_change_is_shown_at_once_and_synced_after(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    assert await wrap(tab) is None, "the form is open"
    assert (page.total, page.amount, page.revision, page.synced_revision) == ("$28.00", 2800, 2, 1)
    assert await tab.call(CheckoutState, "sync") is None
    assert (page.revision, page.synced_revision, page.refusal["number"], page.stuck) == (2, 2, 0, {})
    session = await shop.stripe.v1.checkout.sessions.retrieve_async(str((await checkout_of(shop, tab)).session_id))
    assert session.amount_total == 2800


async def test_a_refused_change_is_said_until_the_next_one(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "set_quantity", slug="yame-sencha", quantity=11)
    assert list(page.problems) == ["yame-sencha"]
    assert (page.revision, page.total) == (1, "$23.00")
    await wrap(tab)
    assert page.problems == {}


async def test_every_part_of_an_address_that_is_refused_is_said(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    taken = page.addresses_taken
    empty = dict.fromkeys(("name", "line1", "line2", "city", "state", "postal_code"), "")
    await tab.call(CheckoutState, "set_destination", typed=empty | {"country": "US"})
    assert len(page.problems) > 2
    assert page.addresses_taken == taken
    good = {"name": "A", "line1": "B", "line2": "", "city": "Berlin", "state": "", "postal_code": "10115"}
    await tab.call(CheckoutState, "set_destination", typed=good | {"country": "DE"})
    assert (page.problems, page.addresses_taken, page.destination["city"]) == ({}, taken + 1, "Berlin")


async def test_what_changed_in_another_tab_is_shown_with_a_refusal(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await in_another_tab(tab, "set_add_on", key="gift_wrap", on=True)
    assert page.total == "$23.00"
    await tab.call(CheckoutState, "set_quantity", slug="yame-sencha", quantity=0)
    assert (page.total, page.revision) == ("$28.00", 2)


async def test_a_refusal_of_the_same_words_is_a_new_one(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    for number in (1, 2):
        await tab.call(CheckoutState, "place", revision=1, amount=1)
        assert page.refusal == {"number": number, "message": ChangedMeanwhile.another_total}
    assert page.placing == 0


async def test_what_stripe_did_not_hear_of_is_said_beside_its_control(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    await wrap(tab)
    with monkeypatch.context() as patch:
        stripe_says(shop, patch, "update", StripeUnavailable("no answer"))
        assert await tab.call(CheckoutState, "sync") is None
        assert page.refusal == {"number": 1, "message": AWAY}
        assert (page.stuck, page.undoes, page.problems) == ({"gift_wrap": AWAY}, 1, {})
        assert page.undo_named == "Undo"
        await tab.call(CheckoutState, "choose_shipping", key="express")
        assert page.stuck == {}
        await tab.call(CheckoutState, "sync")
        assert (page.stuck, page.undoes) == ({"shipping": AWAY}, 2), "Undo takes both back"
        assert page.undo_named == "Undo 2 changes"
    await tab.call(CheckoutState, "sync")
    assert (page.stuck, page.synced_revision) == ({}, page.revision)
    await wrap(tab, on=False)
    with monkeypatch.context() as patch:
        stripe_says(shop, patch, "update", StripeUnavailable("no answer"))
        await tab.call(CheckoutState, "sync")
    assert page.undoes == 1, "what Stripe has is not among what Undo takes back"


async def test_what_another_tab_changed_is_not_said_beside_a_control_here(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    await wrap(tab)
    await in_another_tab(tab, "choose_shipping", key="express")
    await tab.call(CheckoutState, "set_quantity", slug="yame-sencha", quantity=0)
    stripe_says(shop, monkeypatch, "update", StripeUnavailable("no answer"))
    await tab.call(CheckoutState, "sync")
    assert (page.refusal["message"], page.stuck) == (AWAY, {})


@pytest.mark.parametrize(
    ("handler", "payload", "control"),
    [
        ("remove", {"slug": "kyoto-hojicha"}, "checkout"),
        ("remove", {"slug": "yame-sencha"}, "checkout"),  # whose other size isn't on the page either
        ("swap_size", {"slug": "yame-sencha"}, "yame-sencha-large"),
        ("set_quantity", {"slug": "yame-sencha", "quantity": 2}, "yame-sencha"),
        ("add_suggested", {"slug": "kyusu-teapot"}, "kyusu-teapot"),
        ("set_donation", {"typed": "3"}, "donation"),
        ("sign_in", {"member": "silver"}, "checkout"),
        ("apply_code", {"code": "WELCOME10"}, "code"),
    ],
)
async def test_a_control_that_the_change_took_away_has_its_sentence_elsewhere(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch, handler: str, payload: dict[str, Any], control: str
):
    page = await tab.open_cart("yame-sencha", "kyoto-hojicha")
    await tab.call(CheckoutState, handler, **payload)
    stripe_says(shop, monkeypatch, "update", StripeUnavailable("no answer"))
    await tab.call(CheckoutState, "sync")
    assert page.stuck == {control: AWAY}


@pytest.mark.parametrize(
    ("handler", "payload", "control"),
    [
        ("set_add_on", {"key": "gift_wrap", "on": True}, "gift_wrap"),
        ("set_quantity", {"slug": "yame-sencha", "quantity": 3}, "yame-sencha"),
        ("add_suggested", {"slug": "kyusu-teapot"}, "checkout"),  # its line is off the page again
        ("swap_size", {"slug": "yame-sencha"}, "yame-sencha"),  # and so is the large tin
    ],
)
async def test_what_stripe_never_takes_is_taken_back_on_the_page_too(
    shop: LocalStore,
    tab: Tab,
    monkeypatch: pytest.MonkeyPatch,
    handler: str,
    payload: dict[str, Any],
    control: str,
):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, handler, **payload)
    refused = StripeRefused("no", code="amount_too_small", of_content=True)
    stripe_says(shop, monkeypatch, "update", refused)
    assert await tab.call(CheckoutState, "sync") is None
    assert page.refusal == {"number": 1, "message": TOO_SMALL_TAKEN_BACK}
    assert page.problems == {control: TOO_SMALL_TAKEN_BACK}
    assert (page.total, page.revision, page.stuck) == ("$23.00", 3, {})


@pytest.mark.parametrize("state", [CheckoutState, JoinState])
async def test_a_session_that_has_ended_is_opened_anew(shop: LocalStore, tab: Tab, state: type):
    page: Any = await (tab.open_cart("yame-sencha") if state is CheckoutState else tab.open_plan())
    id = page.client_secret.partition("_secret_")[0]
    await shop.stripe.v1.checkout.sessions.expire_async(id)
    if state is CheckoutState:
        await wrap(tab)
    else:
        await tab.call(JoinState, "set_referral", code="SECONDCUP")
    assert opens_the_form(await tab.call(state, "sync"), state)
    assert page.refusal["number"] == 0
    await tab.call(state, "open_form")
    assert page.client_secret.partition("_secret_")[0] not in ("", id)
    assert page.synced_revision == page.revision == 2


@pytest.mark.parametrize(
    ("revision", "trouble", "stuck"),
    [
        (2, "late", {"gift_wrap": TROUBLES["late"]}),
        (2, "not_refreshed", {"gift_wrap": TROUBLES["not_refreshed"]}),
        (2, "made up", {}),
        (1, "late", {}),
        (3, "late", {}),
    ],
)
async def test_a_page_may_say_what_only_the_browser_knows(
    shop: LocalStore, tab: Tab, revision: int, trouble: str, stuck: dict[str, str]
):
    page = await tab.open_cart("yame-sencha")
    await wrap(tab)
    wanted = await tab.call(CheckoutState, "report", revision=revision, trouble=trouble)
    assert opens_the_form(wanted) == bool(stuck), "perhaps its session has ended"
    assert (page.stuck, page.problems, page.refusal["number"]) == (stuck, {}, 0)
    assert page.undoes == len(stuck)
    tries = page.tries
    await tab.call(CheckoutState, "try_again")
    assert (page.stuck, page.tries) == ({}, tries + 1)


@pytest.mark.parametrize("call", ["open_session", "sync", "release"])
async def test_what_was_read_before_a_change_does_not_come_over_it(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch, call: str
):
    from rxapp.states import payment

    page = await tab.open_cart("yame-sencha")
    real = getattr(payment, call)

    async def slow(*arguments: Any, **named: Any) -> Any:
        answer = await real(*arguments, **named)
        await wrap(tab)
        return answer

    monkeypatch.setattr(payment, call, slow)
    await tab.call(CheckoutState, {"open_session": "open_form"}.get(call, call))
    assert (page.revision, page.total, page.amount) == (2, "$28.00", 2800)


async def test_what_is_read_of_the_same_revision_is_shown(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await wrap(tab)
    other = Tab(tab.shopper)
    await other.follow(CheckoutState, "load")
    await other.call(CheckoutState, "sync")
    assert page.synced_revision == 1
    await tab.call(CheckoutState, "open_form")
    assert (page.revision, page.synced_revision) == (2, 2)


async def test_a_page_that_opens_again_forgets_what_another_visit_showed(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    await wrap(tab)
    with monkeypatch.context() as patch:
        stripe_says(shop, patch, "update", StripeUnavailable("no answer"))
        await tab.call(CheckoutState, "sync")
    await tab.call(CheckoutState, "set_quantity", slug="yame-sencha", quantity=0)
    assert page.stuck and page.problems and page.client_secret
    assert opens_the_form(await tab.call(CheckoutState, "load"))
    assert (page.stuck, page.problems, page.client_secret, page.placing) == ({}, {}, "", 0)
    assert opens_the_form(await wrap(tab, on=False)), "its form is not open yet"


async def test_another_shoppers_cart_is_shown_though_its_revision_is_smaller(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await wrap(tab)
    await wrap(tab, on=False)
    await pay(shop, tab)
    await tab.call(CartState, "add", slug="kyoto-hojicha", quantity="1")
    await tab.follow(CheckoutState, "load")
    assert (page.total, page.revision) == ("$21.00", 1)


async def test_a_payment_on_its_way_shuts_a_page_that_opens(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    await tab.open_cart("yame-sencha")
    other = await in_another_tab(tab, "place", revision=1, amount=2300)
    page = other.state(CheckoutState)
    assert page.placing == 1
    again = Tab(tab.shopper)
    await again.call(CheckoutState, "load")
    assert again.state(CheckoutState).placing == 1
    monkeypatch.setattr("rxapp.checkout.opening.PAYMENT_LASTS", timedelta(0))
    await again.call(CheckoutState, "open_form")
    assert again.state(CheckoutState).placing == 0, "it has not come about"
    assert (await checkout_of(shop, tab)).status == "open"


async def test_an_open_form_does_not_take_its_own_payment_for_a_past_one(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    page.placing = 1
    await tab.call(CheckoutState, "open_form")
    assert page.placing == 1


@pytest.mark.parametrize(("address", "said"), [("/checkout?unpaid=1", {"checkout": NOT_PAID}), ("/checkout", {})])
async def test_who_comes_back_without_having_paid_is_told_so(
    shop: LocalStore, tab: Tab, address: str, said: dict[str, str]
):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    tab.at(address)
    page = await tab.open_cart()
    assert page.problems == said


async def test_a_payment_on_its_way_is_not_called_unpaid(shop: LocalStore, tab: Tab):
    await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "place", revision=1, amount=2300)
    tab.at("/checkout?unpaid=1")
    await tab.call(CheckoutState, "load")
    assert tab.state(CheckoutState).problems == {}


async def test_the_secret_is_not_kept_in_the_state_store(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    secret = page.client_secret
    assert secret
    kept = page.__getstate__()
    assert kept["client_secret"] == ""
    assert secret.encode() not in pickle.dumps({name: value for name, value in kept.items() if name != "parent_state"})
    assert page.client_secret == secret, "the page itself keeps it"


@pytest.mark.parametrize(
    ("member", "email"), [("gold", "gold@example.com"), ("silver", "silver@example.com"), ("", "")]
)
async def test_the_form_knows_the_email_of_whoever_is_signed_in(shop: LocalStore, tab: Tab, member: str, email: str):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "sign_in", member="gold")
    await tab.call(CheckoutState, "sign_in", member=member)
    assert (page.member, page.account_email) == (member, email)


async def test_a_refusal_that_is_none_of_ours_goes_on(shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch):
    """Our own mistakes are the handler's failure, and not said as if the shopper had made them."""
    await tab.open_cart("yame-sencha")

    def fails(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("rxapp.shop.changes.SetAddOn.rule", fails)
    with pytest.raises(ZeroDivisionError):
        await wrap(tab)
    assert not issubclass(ZeroDivisionError, Refusal)


async def test_a_page_that_opens_forgets_what_an_earlier_visit_showed(tab: Tab):
    page = await tab.open_cart("yame-sencha")
    assert page.client_secret.startswith("cs_")
    page.problems, page.tried = {"code": "We don't know that code."}, "Stripe is slow now."
    await tab.call(CheckoutState, "load")
    assert (page.client_secret, page.problems, page.tried) == ("", {}, "")
