"""What a hosted page asks besides: the shop's own fields, names, and whether the buyer agrees."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import ANNA, Caller
from tests.unit.sandbox.test_checkout_pages import HOSTED, SESSIONS, browse, opening, paid

TEXT = "custom_fields[0][key]=engraving&custom_fields[0][label][type]=custom&custom_fields[0][label][custom]=Engraving"
TEXT += "&custom_fields[0][type]=text&custom_fields[0][text][minimum_length]=2&custom_fields[0][text][maximum_length]=5"
NUMBER = "custom_fields[0][key]=member&custom_fields[0][label][type]=custom&custom_fields[0][label][custom]=Member"
NUMBER += "&custom_fields[0][type]=numeric"
CHOICE = "custom_fields[0][key]=size&custom_fields[0][label][type]=custom&custom_fields[0][label][custom]=Size"
CHOICE += "&custom_fields[0][type]=dropdown"
for position, option in enumerate(("small", "large")):
    CHOICE += f"&custom_fields[0][dropdown][options][{position}][label]={option.title()}"
    CHOICE += f"&custom_fields[0][dropdown][options][{position}][value]={option}"
OPTIONAL = "&custom_fields[0][optional]=true"
AGREED = {"consent": {"terms_of_service": True}}
BOTH = "consent_collection[terms_of_service]=required&consent_collection[promotions]=auto"
NAMES = "name_collection[business][enabled]=true&name_collection[individual][enabled]=true"
NAMES += "&name_collection[individual][optional]=true"


async def shown(caller: Caller, session: dict[str, Any]) -> dict[str, Any]:
    return (await caller.call("GET", f"{SESSIONS}/{session['id']}")).json()


async def answered(caller: Caller, session: dict[str, Any], answers: dict[str, Any]) -> None:
    await browse(caller, session["id"], opening(session) | answers)


@pytest.mark.parametrize(
    ("form", "answers", "problem"),
    [
        (TEXT, {}, "Engraving: please answer."),
        (TEXT, {"engraving": "  "}, "Engraving: please answer."),
        (TEXT, {"engraving": "A"}, "Engraving: 2 characters at least."),
        (TEXT, {"engraving": "For Ada"}, "Engraving: 5 characters at most."),
        (TEXT, {"engraving": "Ada"}, None),
        (TEXT + OPTIONAL, {}, None),
        (TEXT + OPTIONAL, {"engraving": "A"}, "Engraving: 2 characters at least."),
        (NUMBER, {"member": "12a"}, "Member: digits only."),
        (NUMBER, {"member": "-1"}, "Member: digits only."),
        (NUMBER, {"member": "0012"}, None),
        (CHOICE, {"size": "medium"}, "Size: no such option."),
        (CHOICE, {"size": "large"}, None),
    ],
)
async def test_the_shops_own_fields_are_answered_before_a_payment(
    caller: Caller, form: str, answers: dict[str, str], problem: str | None
) -> None:
    session = await caller.made(SESSIONS, f"{HOSTED}&{form}")
    kind = session["custom_fields"][0]["type"]
    assert session["custom_fields"][0][kind]["value"] is None
    await answered(caller, session, {"custom_fields": answers})
    if problem is None:
        await paid(caller, session)
    else:
        with pytest.raises(AssertionError) as refused:
            await paid(caller, session)
        assert problem in str(refused.value)
    [field] = (await shown(caller, session))["custom_fields"]
    assert field[kind]["value"] == (None if problem else next(iter(answers.values()), None))


@pytest.mark.parametrize(
    ("form", "param"),
    [
        (NUMBER.replace("=member", "=no-dash"), "custom_fields[0][key]"),
        (f"{TEXT}&{NUMBER.replace('[0]', '[1]').replace('=member', '=engraving')}", "custom_fields[1][key]"),
        ("&".join(NUMBER.replace("[0]", f"[{n}]").replace("=member", f"=m{n}") for n in range(4)), "custom_fields"),
        (CHOICE.replace("=small", "=large"), "custom_fields[0][dropdown][options][1][value]"),
        (f"{CHOICE}&custom_fields[0][dropdown][default_value]=medium", "custom_fields[0][dropdown][default_value]"),
        (f"{NUMBER}&custom_fields[0][numeric][default_value]=x", "custom_fields[0][numeric][default_value]"),
        (NUMBER.replace("numeric", "dropdown"), "custom_fields[0][dropdown]"),
    ],
)
async def test_fields_that_no_page_can_show_are_refused(caller: Caller, form: str, param: str) -> None:
    answer = await caller.post(SESSIONS, f"{HOSTED}&{form}")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


@pytest.mark.parametrize(
    ("form", "agreed", "consent"),
    [
        (BOTH, {"terms_of_service": True, "promotions": False}, ("opt_out", "accepted")),
        (BOTH, {"terms_of_service": True, "promotions": True}, ("opt_in", "accepted")),
        (BOTH, {"terms_of_service": False, "promotions": True}, None),
        (BOTH, {}, None),
        ("consent_collection[promotions]=auto", {"promotions": True}, ("opt_in", None)),
        ("consent_collection[promotions]=none", {"promotions": True}, (None, None)),
    ],
)
async def test_consent_is_asked_for_and_shown_when_it_is_complete(
    caller: Caller, form: str, agreed: dict[str, bool], consent: tuple[str | None, str | None] | None
) -> None:
    session = await caller.made(SESSIONS, f"{HOSTED}&{form}")
    assert session["consent"] is None
    await answered(caller, session, {"consent": agreed})
    if consent is None:
        with pytest.raises(AssertionError, match="Please accept the terms of service"):
            await paid(caller, session)
    else:
        await paid(caller, session)
    given = (await shown(caller, session))["consent"]
    assert (given and (given["promotions"], given["terms_of_service"])) == consent


async def test_names_are_asked_for_and_shown(caller: Caller) -> None:
    session = await caller.made(SESSIONS, f"{HOSTED}&{NAMES}")
    assert session["name_collection"]["business"] == {"enabled": True, "optional": False}
    with pytest.raises(AssertionError, match="Please give your business name"):
        await paid(caller, session)
    await answered(caller, session, {"business_name": "Analytical Engines"})
    await paid(caller, session)
    complete = await shown(caller, session)
    for place in ("collected_information", "customer_details"):
        assert (complete[place]["business_name"], complete[place]["individual_name"]) == ("Analytical Engines", None)


@pytest.mark.parametrize(
    ("options", "redisplay", "is_shown"),
    [
        ("", "always", True),
        ("", "limited", False),
        ("", "unspecified", False),
        ("&saved_payment_method_options[allow_redisplay_filters][0]=limited", "limited", True),
        ("&saved_payment_method_options[allow_redisplay_filters][0]=limited", "always", False),
        ("&saved_payment_method_options[payment_method_save]=enabled", "always", True),
    ],
)
async def test_a_customers_cards_are_shown_as_they_allow(
    caller: Caller, options: str, redisplay: str, is_shown: bool
) -> None:
    customer = (await caller.made("/v1/customers", "email=ada@example.com"))["id"]
    card = (await caller.made("/v1/payment_methods/pm_card_visa/attach", f"customer={customer}"))["id"]
    await caller.made(f"/v1/payment_methods/{card}", f"allow_redisplay={redisplay}")
    session = await caller.made(SESSIONS, f"{HOSTED}&customer={customer}{options}")
    page = await browse(caller, f"{session['id']}/init", opening(session))
    assert [kept["id"] for kept in page["saved_cards"]] == ([card] if is_shown else [])
    assert page["offers_saving"] is ("payment_method_save" in options)


async def test_a_card_that_the_buyer_keeps_is_there_the_next_time(caller: Caller) -> None:
    customer = (await caller.made("/v1/customers", "email=ada@example.com"))["id"]
    form = f"{HOSTED}&customer={customer}&saved_payment_method_options[payment_method_save]=enabled"
    for keeps in (False, True):
        session = await caller.made(SESSIONS, form)
        assert (await browse(caller, f"{session['id']}/init", opening(session)))["saved_cards"] == []
        await paid(caller, session, save_payment_method=keeps)
    session = await caller.made(SESSIONS, form)
    [kept] = (await browse(caller, f"{session['id']}/init", opening(session)))["saved_cards"]
    assert kept["card"]["last4"] == "4242"


async def test_who_pays_with_the_shops_own_page_is_asked_nothing(caller: Caller) -> None:
    elements = HOSTED.replace("success_url", "ui_mode=elements&return_url")
    session = await caller.made(SESSIONS, f"{elements}&consent_collection[terms_of_service]=required")
    secret = f"key=pk_test_{ANNA}&client_secret={session['client_secret']}"
    await paid(caller, session | {"url": f"#{secret}"})
    assert (await shown(caller, session))["consent"] == {"promotions": None, "terms_of_service": None}


@pytest.mark.parametrize(("count", "taken"), [(1, True), (200, True), (201, False)])
async def test_a_dropdown_has_up_to_two_hundred_options(caller: Caller, count: int, taken: bool) -> None:
    one = "custom_fields[0][dropdown][options][{0}][label]=L{0}&custom_fields[0][dropdown][options][{0}][value]=v{0}"
    form = "&".join([CHOICE.partition("&custom_fields[0][dropdown]")[0], *(one.format(n) for n in range(count))])
    answer = await caller.post(SESSIONS, f"{HOSTED}&{form}")
    assert answer.is_success is taken, answer.text
    assert taken or answer.json()["error"]["param"] == "custom_fields[0][dropdown][options]"
