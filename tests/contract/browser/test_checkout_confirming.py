"""A checkout that is paid in a shop's page: what may be confirmed, what is sent, what becomes of a lost answer."""

from typing import Any

import pytest

from .alone import LOST, Alone
from .checkouts import ADA, BOB, CONFIRM, INIT, LONDON, SESSION, confirmed, opened, page_of

UPDATING = "Your order is still being updated. Please wait a moment, then try again."
BUSY = "Your payment is being processed. Please wait."


@pytest.fixture
def page(alone: Alone) -> Alone:
    alone.load("stripe.js", body='<button>Pay</button><div id="payment"></div>')
    alone.answers[INIT] = [page_of()]
    return alone


CONFIRMABLE: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({"return_url": "/done"}, {}, True),
    ({"return_url": "/done"}, {"returnUrl": "/there"}, False),
    ({}, {"returnUrl": "/there"}, True),
    ({}, {}, False),
    ({}, {"redirect": "if_required"}, True),
    ({"without_form": True}, {"redirect": "if_required"}, False),
    ({"without_form": True}, {"redirect": "if_required", "paymentMethod": "pm_1"}, True),
    ({"without_form": True, "payment_method_required": False}, {"redirect": "if_required"}, True),
]


@pytest.mark.parametrize(("of_page", "chosen", "fine"), CONFIRMABLE)
def test_what_a_page_may_confirm_with(
    rules: Alone, of_page: dict[str, Any], chosen: dict[str, Any], fine: bool
) -> None:
    script = """(() => {
        const mounted = () => !given[0].without_form;
        const checkout = { state: { page: () => given[0] }, group: { member: () => ({ mounted }) } };
        try { requireConfirmable(checkout, given[1]); } catch ({ name }) { return name; }
        return "fine";
    })()"""
    said = rules.value(script, [page_of(**of_page), chosen])
    assert said == ("fine" if fine else "IntegrationError")


KNOWN = {"email": "ada@example.com", "phoneNumber": "020", "billingAddress": BOB}


@pytest.mark.parametrize(
    ("chosen", "details"),
    [
        ({}, {"name": "Bob", "email": "ada@example.com", "phone": "020", "address": BOB["address"]}),
        (
            {"email": "b@example.com", "phoneNumber": "030", "billingAddress": ADA},
            {"name": "Ada", "email": "b@example.com", "phone": "030", "address": LONDON},
        ),
    ],
)
def test_a_payment_method_is_of_whom_the_session_or_the_page_says(
    rules: Alone, chosen: dict[str, Any], details: dict[str, Any]
) -> None:
    script = """(async () => {
        let details = null;
        const createPaymentMethod = async (given) => { details = given; return { id: "pm_typed" }; };
        const group = { member: () => ({ createPaymentMethod }) };
        const body = await detailsToConfirm({ state: { page: () => given[0] }, group }, given[1]);
        return [details, body];
    })()"""
    made, body = rules.value(script, [page_of(session=KNOWN), chosen])
    assert (made, body["payment_method"]) == (details, "pm_typed")
    kept, body = rules.value(script, [page_of(session=KNOWN), chosen | {"paymentMethod": "pm_kept"}])
    assert (kept, body["payment_method"]) == (None, "pm_kept")


def test_a_confirmation_says_what_was_seen_and_what_the_page_knows(page: Alone) -> None:
    page.answers[CONFIRM] = [{"page": page_of("complete"), "next_action": None}]
    chosen = {"email": "a@example.com", "phoneNumber": "020", "billingAddress": ADA, "shippingAddress": BOB}
    result = confirmed(opened(page), **chosen, savePaymentMethod=True)
    assert (result["type"], result["session"]["status"]) == ("success", {"type": "complete"})
    assert page.bodies(CONFIRM) == [{
        "key": "pk_test_1", "client_secret": "cs_1_secret_1", "expected_amount": 4000, "payment_method": "pm_1",
        "email": "a@example.com", "phone_number": "020", "billing_address": ADA, "shipping_address": BOB,
        "save_payment_method": True,
    }]  # fmt: skip


@pytest.mark.parametrize(("status", "type"), [("complete", "success"), ("open", "error"), ("expired", "error")])
def test_after_a_lost_answer_the_session_has_the_last_word(page: Alone, status: str, type: str) -> None:
    page.answers[INIT] = [page_of(), page_of(status)]
    page.answers[CONFIRM] = [LOST]
    result = confirmed(opened(page))
    assert result["type"] == type
    assert (page.value("actions.getSession().status.type"), len(page.bodies(INIT))) == (status, 2)
    if type == "error":
        assert (result["error"]["code"], "could not be reached" in result["error"]["message"]) == (None, True)


def test_where_nothing_answers_any_more_the_first_error_is_said_and_it_can_be_tried_again(page: Alone) -> None:
    page.answers[INIT] = [page_of(), LOST]
    page.answers[CONFIRM] = [LOST, {"page": page_of("complete"), "next_action": None}]
    assert "could not be reached" in confirmed(opened(page))["error"]["message"]
    assert confirmed(page)["type"] == "success"


def test_while_it_is_paid_nothing_else_is_done(page: Alone) -> None:
    page.answers[INIT] = [page_of(), page_of("complete")]
    page.answers[CONFIRM] = [{"page": page_of(), "next_action": {"url": "https://bank.test"}}]
    page.do("""window.bank = Promise.withResolvers();
        window.authenticate = () => { bank.asked = true; return bank.promise; };""")
    opened(page).do("window.paying = actions.confirm(given)", {"paymentMethod": "pm_1", "redirect": "if_required"})
    page.page.wait_for_function("() => bank.asked")
    assert page.value("actions.getSession().canConfirm") is False
    update = "actions.runServerUpdate(async () => { window.ran = true; })"
    assert page.value(f"{update}.then(({{ error }}) => [error.message, !!window.ran])") == [BUSY, False]
    assert confirmed(page)["error"]["message"] == BUSY
    assert page.value("actions.updateBillingAddress(null)")["error"]["message"] == BUSY
    assert page.value("actions.applyPromotionCode('TEA')")["error"]["message"] == BUSY
    page.do("bank.resolve()")
    assert page.value("paying")["type"] == "success"
    assert (page.bodies(SESSION), len(page.bodies(CONFIRM))) == ([], 1)


def test_while_an_update_is_under_way_nothing_is_paid(page: Alone) -> None:
    page.answers[CONFIRM] = [{"page": page_of("complete"), "next_action": None}]
    opened(page).do("""window.update = Promise.withResolvers();
        window.updated = actions.runServerUpdate(() => update.promise);""")
    assert (confirmed(page)["error"]["message"], page.bodies(CONFIRM)) == (UPDATING, [])
    page.do("update.resolve(); await updated;")
    assert confirmed(page)["type"] == "success"


FORMS: list[tuple[list[str], dict[str, Any], list[str]]] = [
    (["payment", "billingAddress"], {}, ["payment", "billingAddress"]),
    (["payment", "billingAddress"], {"paymentMethod": "pm_1"}, ["billingAddress"]),
    (["contactDetails", "shippingAddress"], {"paymentMethod": "pm_1"}, ["contactDetails", "shippingAddress"]),
]


@pytest.mark.parametrize(("forms", "chosen", "looked_at"), FORMS)
def test_every_form_is_looked_at_but_the_cards_where_there_is_one_already(
    rules: Alone, forms: list[str], chosen: dict[str, Any], looked_at: list[str]
) -> None:
    script = """(async () => {
        const found = [];
        const form = (kind) => ({ kind, element: { focus() { found.push(`focus ${kind}`); } }, async validate() {
            found.push(kind);
            return [{ message: `${kind} is wrong.` }];
        } });
        const { error } = await pay({ requiredForms: () => given[0].map(form) }, given[1], 4000);
        return [found, error.message];
    })()"""
    first = looked_at[0]
    assert rules.value(script, [forms, chosen]) == [[*looked_at, f"focus {first}"], f"{first} is wrong."]
