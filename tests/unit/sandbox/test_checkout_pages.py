"""Hosted and embedded sessions: their parameters, the address of the page, and who can open it."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.code_blocks import blocks_for
from tests.unit.sandbox.caller import ADDRESS, ANNA, Caller
from tests.unit.sandbox.trade import SHOP, item

SESSIONS = "/v1/checkout/sessions"
HOSTED = f"mode=payment&success_url={SHOP}done?id={{CHECKOUT_SESSION_ID}}&{item()}"
EMBEDDED = f"mode=payment&ui_mode=embedded_page&{item()}"
# The name of a hosted page in a version, and of an embedded one.
NAMES = [("2023-10-16", "hosted", "embedded"), ("2025-03-31.basil", "hosted", "embedded")]
NAMES += [("2026-02-25.clover", "hosted", "embedded"), ("2026-10-28.endive", "hosted_page", "embedded_page")]
CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
ASKED = CARD | {"number": "4000002760003184"}


def opening(session: dict[str, Any]) -> dict[str, str]:
    """What the address of a hosted page brings along for its script."""
    return dict(parse_qsl(urlsplit(session["url"]).fragment))


async def browse(caller: Caller, path: str, body: dict[str, Any], status: int = 200) -> Any:
    answer = await caller.http.post(f"/v1/payment_pages/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def paid(caller: Caller, session: dict[str, Any], card: dict[str, Any] = CARD, **details: Any) -> Any:
    known = opening(session)
    billing = {"name": "Ada Lovelace", "address": {"country": "US", "postal_code": "94107"}}
    method = {"key": known["key"], "type": "card", "card": card, "billing_details": billing}
    made = (await caller.http.post("/v1/payment_methods", json=method)).json()["id"]
    body = {**known, "expected_amount": 3600, "payment_method": made, "email": "ada@example.com", **details}
    return await browse(caller, f"{session['id']}/confirm", body)


@pytest.mark.parametrize(("version", "hosted", "embedded"), NAMES)
async def test_only_a_hosted_page_has_an_address(caller: Caller, version: str, hosted: str, embedded: str) -> None:
    async def made(form: str) -> dict[str, Any]:
        answer = await caller.call("POST", SESSIONS, form, **{"stripe-version": version})
        assert answer.status_code == 200, answer.text
        return answer.json()

    for form in (HOSTED, f"{HOSTED}&ui_mode={hosted}"):
        session = await made(form)
        assert session["url"].startswith(f"{ADDRESS}/c/pay/{session['id']}#")
        assert (session["client_secret"], session["ui_mode"]) == (None, hosted)
    session = await made(f"mode=payment&ui_mode={embedded}&return_url={SHOP}&{item()}")
    assert session["url"] is None and session["client_secret"].startswith(f"{session['id']}_secret_")
    assert (session["ui_mode"], session["redirect_on_completion"]) == (embedded, "always")


async def test_the_readme_names_all_that_a_page_is_told(caller: Caller) -> None:
    [block] = blocks_for(__file__, "rxapp/sandbox/README.md")
    session = await caller.made(SESSIONS, HOSTED)
    page = await browse(caller, f"{session['id']}/init", opening(session))
    named = [name for line in block.code.splitlines() for name in line.split("  ")[0].split(", ")]
    assert sorted(named) == sorted(page)


async def test_the_address_opens_the_session_and_nothing_else_does(caller: Caller) -> None:
    session, other = await caller.made(SESSIONS, HOSTED), await caller.made(SESSIONS, HOSTED)
    page = await browse(caller, f"{session['id']}/init", opening(session))
    assert (page["session"]["id"], page["ui_mode"]) == (session["id"], "hosted_page")
    stolen = opening(session) | {"client_secret": opening(other)["client_secret"]}
    for wrong in (stolen, opening(session) | {"client_secret": ""}, opening(session) | {"key": "pk_test_another"}):
        await browse(caller, f"{session['id']}/init", wrong, status=404)


async def test_the_address_ends_with_the_session(caller: Caller) -> None:
    ended, payed = await caller.made(SESSIONS, HOSTED), await caller.made(SESSIONS, HOSTED)
    assert (await caller.made(f"{SESSIONS}/{ended['id']}/expire"))["url"] is None
    await paid(caller, payed)
    for session, status in ((ended, "expired"), (payed, "complete")):
        shown = (await caller.call("GET", f"{SESSIONS}/{session['id']}")).json()
        assert (shown["status"], shown["url"]) == (status, None)
        # Who still has the page open, or comes back to it, is told.
        page = await browse(caller, f"{session['id']}/init", opening(session))
        assert page["session"]["status"]["type"] == status


async def test_a_buyer_goes_to_the_success_url_with_the_id_filled_in(caller: Caller) -> None:
    session = await caller.made(SESSIONS, f"{HOSTED}&cancel_url={SHOP}cart")
    page = await browse(caller, f"{session['id']}/init", opening(session))
    assert (page["cancel_url"], page["return_url"]) == (f"{SHOP}cart", f"{SHOP}done?id={{CHECKOUT_SESSION_ID}}")
    confirmation = await paid(caller, session)
    assert confirmation["return_url"] == f"{SHOP}done?id={session['id']}"
    assert confirmation["page"]["session"]["status"] == {"type": "complete", "paymentStatus": "paid"}
    details = (await caller.call("GET", f"{SESSIONS}/{session['id']}")).json()["customer_details"]
    assert (details["name"], details["email"]) == ("Ada Lovelace", "ada@example.com")
    assert details["address"]["postal_code"] == "94107"


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        (f"mode=payment&{item()}", "success_url", "parameter_missing"),
        (f"mode=payment&ui_mode=hosted_page&{item()}", "success_url", "parameter_missing"),
        (f"{HOSTED}&return_url={SHOP}", "return_url", None),
        (f"mode=payment&success_url=nowhere&{item()}", "success_url", "url_invalid"),
        (f"{HOSTED}&cancel_url=javascript:alert(1)", "cancel_url", "url_invalid"),
        (EMBEDDED, "return_url", "parameter_missing"),
        (f"{EMBEDDED}&redirect_on_completion=if_required", "return_url", "parameter_missing"),
        (f"{EMBEDDED}&return_url={SHOP}&success_url={SHOP}", "success_url", None),
        (f"{EMBEDDED}&return_url={SHOP}&cancel_url={SHOP}", "cancel_url", None),
        (f"mode=setup&success_url={SHOP}&submit_type=pay", "submit_type", None),
    ],
)
async def test_parameters_that_do_not_go_with_the_page(caller: Caller, form: str, param: str, code: str | None) -> None:
    answer = await caller.post(SESSIONS, form)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error.get("code")) == (400, param, code)


async def test_an_embedded_page_that_never_leaves_needs_no_return_url(caller: Caller) -> None:
    session = await caller.made(SESSIONS, f"{EMBEDDED}&redirect_on_completion=never")
    body = {"key": f"pk_test_{ANNA}", "client_secret": session["client_secret"]}
    page = await browse(caller, f"{session['id']}/init", body)
    assert (page["redirect_on_completion"], page["return_url"]) == ("never", None)


async def test_a_page_that_never_leaves_offers_no_way_to_pay_that_does(caller: Caller) -> None:
    never = f"{EMBEDDED}&redirect_on_completion=never&allowed_payment_method_types[0]=amazon_pay"
    session = await caller.made(SESSIONS, f"{never}&allowed_payment_method_types[1]=card")
    assert session["payment_method_types"] == ["card"]
    error = (await caller.post(SESSIONS, never)).json()["error"]
    assert error["param"] == "allowed_payment_method_types"


async def test_the_page_is_served_to_stand_alone_or_to_be_embedded(caller: Caller) -> None:
    session = await caller.made(SESSIONS, HOSTED)
    hosted = await caller.http.get(session["url"])
    embedded = await caller.http.get("/_sandbox/elements/embedded-checkout-inner.html")
    assert hosted.headers["content-type"] == "text/html; charset=utf-8" and hosted.text == embedded.text
    assert "frame-ancestors 'none'" in hosted.headers["content-security-policy"]
    assert "frame-ancestors" not in embedded.headers["content-security-policy"]
    for page in (hosted, embedded):
        policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
        assert policy.pop("img-src") == "* data:", "a shop's pictures are wherever it has them"
        assert {policy.pop(name) for name in ("default-src", "base-uri", "form-action")} == {"'none'"}
        assert set(policy.values()) - {"'none'"} == {"'self'"}
    for path in ("checkout_page.js", "checkout.css"):
        assert (await caller.http.get(f"/_sandbox/elements/{path}")).status_code == 200
    for path in ("/c/pay/", f"/c/pay/{session['id']}/more", "/c/other"):
        assert not caller.sandbox.owns(path)


async def test_who_knows_the_id_alone_finds_the_address_as_redirect_to_checkout_does(caller: Caller) -> None:
    hosted = await caller.made(SESSIONS, HOSTED)
    embedded = await caller.made(SESSIONS, f"{EMBEDDED}&return_url={SHOP}")
    key = {"key": f"pk_test_{ANNA}"}
    assert await browse(caller, f"{hosted['id']}/address", key) == {"url": hosted["url"]}
    await browse(caller, f"{hosted['id']}/address", {"key": "pk_test_another"}, status=404)
    await browse(caller, f"{embedded['id']}/address", key, status=400)
    await caller.made(f"{SESSIONS}/{hosted['id']}/expire")
    await browse(caller, f"{hosted['id']}/address", key, status=400)


async def test_texts_of_the_shop_are_on_the_page(caller: Caller) -> None:
    form = f"{HOSTED}&custom_text[submit][message]=We ship on Mondays.&submit_type=donate&customer_email=a@example.com"
    session = await caller.made(SESSIONS, form)
    page = await browse(caller, f"{session['id']}/init", opening(session))
    assert (page["submit_type"], page["custom_text"]["submit"]) == ("donate", "We ship on Mondays.")
    assert page["display_name"] == "Local Stripe"
    named = await caller.made(SESSIONS, f"{HOSTED}&branding_settings[display_name]=Kettle")
    assert (await browse(caller, f"{named['id']}/init", opening(named)))["display_name"] == "Kettle"
    assert (page["custom_text"]["after_submit"], page["email_is_fixed"]) == (None, True)


async def test_the_email_that_a_page_expects_counts_where_there_is_none(caller: Caller) -> None:
    session = await caller.made(SESSIONS, HOSTED)
    known = opening(session)
    for expected, counts in (
        (None, None),
        ("ada@example.com", "ada@example.com"),
        ("bob@example.com", "ada@example.com"),
    ):
        page = await browse(caller, f"{session['id']}/init", known | {"default_email": expected})
        assert page["session"]["email"] == counts
    assert (await browse(caller, f"{session['id']}/init", known))["session"]["email"] == "ada@example.com"


async def test_an_email_that_cannot_be_one_is_not_taken_from_the_page(caller: Caller) -> None:
    session = await caller.made(SESSIONS, HOSTED)
    refused = await browse(caller, f"{session['id']}/init", opening(session) | {"default_email": "ada"}, status=400)
    assert refused["error"]["code"] == "invalidEmail"


async def test_a_session_that_has_ended_is_shown_whoever_the_page_expects(caller: Caller) -> None:
    session = await caller.made(SESSIONS, HOSTED)
    await caller.made(f"{SESSIONS}/{session['id']}/expire")
    page = await browse(caller, f"{session['id']}/init", opening(session) | {"default_email": "ada@example.com"})
    assert (page["session"]["status"]["type"], page["session"]["email"]) == ("expired", None)


async def test_a_question_of_the_bank_ends_with_what_it_was_asked_for(caller: Caller) -> None:
    session = await caller.made(SESSIONS, f"{HOSTED}&allow_promotion_codes=true")
    await paid(caller, session, card=ASKED)

    async def intent() -> tuple[str, bool]:
        [now] = await caller.listed("/v1/payment_intents")
        return now["status"], now["next_action"] is None

    assert await intent() == ("requires_action", False)
    await browse(caller, session["id"], {**opening(session), "promotion_code": ""})
    assert (await intent())[1], "nobody can say yes to what has changed since"
