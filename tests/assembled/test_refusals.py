"""Every "no" over HTTP: its status and its code, through a real request. A refusal without a row here is a failure."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from rxapp.api.errors import STATUS, STATUSES
from rxapp.payments.failures import SessionClosed, StripeRefused, StripeUnavailable
from rxapp.payments.sessions import Sessions
from rxapp.payments.values import Payment
from rxapp.shop.refusal import Refusal
from tests.assembled.app import assembled
from tests.assembled.requests import reported, signed
from tests.faults.local_store import LocalStore
from tests.in_process import Client, refusal, use_up_changes, use_up_requests_of
from tests.kinds import every_kind
from tests.serving import ROOT

WRAP: dict[str, Any] = {"key": "gift_wrap", "on": True}


class Case:
    """A cart with one Yame Sencha at an open form, and what may go wrong around it."""

    def __init__(self, shop: LocalStore, client: Client, opened: dict[str, Any], patch: pytest.MonkeyPatch) -> None:
        self.shop, self.client, self.opened, self.patch = shop, client, opened, patch

    @property
    def seen(self) -> dict[str, Any]:
        return {"revision": self.opened["revision"], "amount": self.opened["amount_total"]}

    async def wrap(self) -> httpx.Response:
        return await self.client.post("/api/checkout/set-add-on", WRAP)

    def stripe_says(self, call: str, failure: Exception) -> None:
        async def fails(*_arguments: object) -> Payment:
            raise failure

        self.patch.setattr(self.shop.services.sessions, call, fails)

    async def reported(self) -> httpx.Response:
        event = reported("checkout.session.completed", {"id": self.opened["id"], "object": "checkout.session"})
        return await self.client.http.post("/webhooks/stripe", **event)

    async def placed(self) -> None:
        await self.client.done("/api/checkout/place", self.seen)

    async def asked_by_the_bank(self) -> None:
        await self.placed()
        secret = self.opened["client_secret"]
        assert await self.shop.confirmation(secret, 2300, "pm_card_authenticationRequired")

    async def paid(self) -> None:
        await self.placed()
        assert await self.shop.confirm(self.opened["client_secret"], 2300)
        await self.shop.report_all()


Ask = Callable[[Case], Awaitable[httpx.Response]]
CASES: dict[str, tuple[tuple[int, str], Ask]] = {}


def answers(status: int, code: str) -> Callable[[Ask], Ask]:
    def register(ask: Ask) -> Ask:
        CASES[ask.__name__] = ((status, code), ask)
        return ask

    return register


@answers(400, "malformed")
async def a_field_is_missing(case: Case) -> httpx.Response:
    return await case.client.post("/api/checkout/set-add-on", {"key": "gift_wrap"})


@answers(400, "amount_not_accepted")
async def a_client_sends_a_price(case: Case) -> httpx.Response:
    return await case.client.post("/api/checkout/set-add-on", WRAP | {"price": 1})


@answers(400, "signature_invalid")
async def nobody_signed_that_event(case: Case) -> httpx.Response:
    return await case.client.post("/webhooks/stripe")


@answers(400, "not_understood")
async def an_event_is_signed_and_odd(case: Case) -> httpx.Response:
    return await case.client.http.post("/webhooks/stripe", **signed(b"[]"))


@answers(403, "origin_not_allowed")
async def a_page_of_another_site_asks(case: Case) -> httpx.Response:
    return await case.client.post("/api/checkout/set-add-on", WRAP, headers={"origin": "https://evil.example"})


@answers(404, "not_found")
async def there_is_no_such_checkout(case: Case) -> httpx.Response:
    return await case.client.post("/api/checkout/set-add-on", WRAP | {"checkout_session_id": "cs_test_nobodys"})


@answers(409, "being_paid")
async def a_payment_is_on_its_way(case: Case) -> httpx.Response:
    await case.placed()
    return await case.wrap()


@answers(409, "being_paid")
async def a_second_payment_begins(case: Case) -> httpx.Response:
    await case.placed()
    return await case.client.post("/api/checkout/place", case.seen)


@answers(409, "being_paid")
async def the_bank_asks(case: Case) -> httpx.Response:
    await case.asked_by_the_bank()
    case.patch.setattr("rxapp.checkout.opening.PAYMENT_LASTS", timedelta(0))
    return await case.client.post("/api/checkout/open")


@answers(409, "finished")
async def it_is_paid(case: Case) -> httpx.Response:
    await case.paid()
    which = {"checkout_session_id": case.opened["id"]}
    assert refusal(await case.client.post("/api/checkout/place", case.seen | which)) == (409, "finished")
    return await case.client.post("/api/checkout/set-add-on", WRAP | which)


@answers(409, "changed_meanwhile")
async def the_shopper_saw_an_earlier_revision(case: Case) -> httpx.Response:
    await case.client.done("/api/checkout/set-add-on", WRAP)
    return await case.client.post("/api/checkout/place", case.seen)


@answers(409, "changed_meanwhile")
async def the_shopper_saw_another_amount(case: Case) -> httpx.Response:
    return await case.client.post("/api/checkout/place", case.seen | {"amount": 2299})


@answers(409, "session_ended")
async def the_session_has_expired(case: Case) -> httpx.Response:
    await case.shop.stripe.v1.checkout.sessions.expire_async(case.opened["id"])
    return await case.wrap()


@answers(409, "session_ended")
async def the_payment_is_confirmed(case: Case) -> httpx.Response:
    case.stripe_says("update", SessionClosed(confirmed=True))
    return await case.wrap()


@answers(415, "not_json")
async def a_form_of_another_site_is_sent(case: Case) -> httpx.Response:
    return await case.client.http.post("/api/checkout/set-add-on", data={"key": "gift_wrap"})


@answers(422, "refused")
async def a_rule_of_the_shop_says_no(case: Case) -> httpx.Response:
    return await case.client.post("/api/checkout/set-add-on", {"key": "engraving", "on": True})


@answers(422, "taken_back")
async def stripe_never_takes_such_a_total(case: Case) -> httpx.Response:
    case.stripe_says("update", StripeRefused("no", code="amount_too_small", of_content=True))
    answer = await case.wrap()
    assert (await case.client.summary())["amount_total"] == 2300, "the cart is as it was"
    return answer


@answers(422, "refused")
async def a_total_is_too_small_to_be_opened(case: Case) -> httpx.Response:
    await case.shop.stripe.v1.checkout.sessions.expire_async(case.opened["id"])
    case.stripe_says("create", StripeRefused("no", code="amount_too_small"))
    return await case.client.post("/api/checkout/open")


@answers(429, "too_many_changes")
async def a_cart_changes_too_often(case: Case) -> httpx.Response:
    await use_up_changes(case.client.shopper)
    return await case.wrap()


@answers(429, "too_many_codes")
async def too_many_codes_are_guessed(case: Case) -> httpx.Response:
    for guess in range(10):
        answer = await case.client.post("/api/checkout/apply-code", {"code": f"GUESS{guess}"})
        assert refusal(answer) == (422, "refused")
    return await case.client.post("/api/checkout/apply-code", {"code": "WELCOME10"})


@answers(401, "token_refused")
async def the_merchants_token_is_guessed(case: Case) -> httpx.Response:
    return await case.client.post("/api/merchant/sign-in", {"token": "hunter2"})


@answers(429, "too_many_tokens")
async def too_many_tokens_are_guessed(case: Case) -> httpx.Response:
    for _ in range(10):
        assert refusal(await the_merchants_token_is_guessed(case)) == (401, "token_refused")
    return await the_merchants_token_is_guessed(case)


@answers(429, "too_many_requests")
async def an_address_asks_too_often(case: Case) -> httpx.Response:
    await use_up_requests_of(case.client.address)
    return await case.wrap()


@answers(500, "internal_error")
async def our_own_code_fails(case: Case) -> httpx.Response:
    def fails(*_arguments: object) -> None:
        raise ZeroDivisionError("a bug with sk_test_shown in its words")

    case.patch.setattr("rxapp.shop.changes.SetAddOn.rule", fails)
    case.patch.setattr(case.client.http._transport, "raise_app_exceptions", False)
    answer = await case.wrap()
    assert "bug" not in answer.text and "Zero" not in answer.text
    return answer


@answers(503, "payment_service_unavailable")
async def stripe_is_away(case: Case) -> httpx.Response:
    case.stripe_says("update", StripeUnavailable("no answer"))
    return await case.wrap()


@answers(503, "payment_service_unavailable")
async def stripe_is_away_when_it_is_asked_whose_it_is(case: Case) -> httpx.Response:
    case.stripe_says("retrieve", StripeUnavailable("no answer"))
    stranger = Client(assembled())
    body = {"checkout_session_id": case.opened["id"], "client_secret": case.opened["client_secret"]}
    return await stranger.post("/api/checkout/remove-code", body)


@answers(503, "payment_service_unavailable")
async def stripe_is_away_before_a_payment(case: Case) -> httpx.Response:
    case.stripe_says("retrieve", StripeUnavailable("no answer"))
    return await case.client.post("/api/checkout/place", case.seen)


@answers(503, "payment_service_unavailable")
async def stripe_is_away_after_a_payment(case: Case) -> httpx.Response:
    await case.placed()
    case.stripe_says("retrieve", StripeUnavailable("no answer"))
    return await case.client.post("/api/checkout/release")


@answers(503, "payment_service_refused")
async def stripe_does_not_take_a_change(case: Case) -> httpx.Response:
    case.stripe_says("update", StripeRefused("no", code="parameter_unknown"))
    return await case.wrap()


@answers(503, "payment_service_refused")
async def stripe_does_not_open_a_payment(case: Case) -> httpx.Response:
    await case.shop.stripe.v1.checkout.sessions.expire_async(case.opened["id"])
    case.stripe_says("create", StripeRefused("no", code="parameter_unknown"))
    return await case.client.post("/api/checkout/open")


@answers(503, "totals_disagree")
async def stripe_has_another_total(case: Case) -> httpx.Response:
    sessions: Sessions = case.shop.services.sessions
    update = sessions.update

    async def one_cent_more(*arguments: Any) -> Payment:
        payment = await update(*arguments)
        return replace(payment, amount=payment.amount + 1)

    case.patch.setattr(sessions, "update", one_cent_more)
    return await case.wrap()


@answers(409, "out_of_stock")
async def more_than_is_left(case: Case) -> httpx.Response:
    case.patch.setattr(case.shop.services.ledger, "counted", {"yame-sencha": 2})
    return await case.client.post("/api/checkout/set-quantity", {"slug": "yame-sencha", "quantity": 3})


@answers(409, "out_of_stock")
async def sold_out_at_pay(case: Case) -> httpx.Response:
    case.patch.setattr(case.shop.services.ledger, "counted", {"yame-sencha": 0})
    return await case.client.post("/api/checkout/place", case.seen)


@answers(503, "busy")
async def the_database_is_busy(case: Case) -> httpx.Response:
    async with case.shop.database.busy():
        return await case.wrap()


@answers(503, "database_busy")
async def the_database_is_busy_when_stripe_reports(case: Case) -> httpx.Response:
    async with case.shop.database.busy():
        return await case.reported()


@answers(503, "stripe_unavailable")
async def stripe_is_away_when_it_reports(case: Case) -> httpx.Response:
    case.stripe_says("retrieve", StripeUnavailable("no answer"))
    return await case.reported()


@pytest.mark.parametrize("name", CASES)
async def test_every_refusal_has_its_status_and_its_code(
    shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch, clock: float, name: str
):
    expected, ask = CASES[name]
    response = await ask(Case(shop, client, await client.opened(), monkeypatch))
    assert refusal(response) == expected
    assert response.headers["content-type"] == "application/json"
    if response.status_code not in (400, 403, 404, 429, 500):  # the payment service's own words go nowhere
        assert response.headers["cache-control"] in ("no-store", "no-cache")


API = ROOT / "rxapp" / "api"
OF_STARLETTE = {(405, "method_not_allowed"), (413, "request_entity_too_large")}


def test_every_status_and_code_that_is_written_down_has_a_case():
    written = {
        (int(status), code)
        for file in API.rglob("*.py")
        for status, code in re.findall(r"""\(\s*(\d{3}),\s*"([a-z_]+)\"""", file.read_text())
    }
    of_refusals = {(STATUS.get(kind.code, 422), kind.code) for kind in every_kind(Refusal)}
    assert set(STATUS) <= {code for _, code in of_refusals}, "no status for a code that nothing has"
    assert len(written) > 7 and len(of_refusals) > 11
    assert {expected for expected, _ in CASES.values()} == written | of_refusals


def test_every_status_is_explained_in_the_document():
    statuses = {status for (status, _), _ in CASES.values()} | {status for status, _ in OF_STARLETTE}
    of_the_merchant = {401}  # whose way in is in no document
    assert statuses - {500, 405} - of_the_merchant == set(STATUSES)
