"""Where an order goes, at the local Stripe: address, ways to ship, taxes; the same total in every way to be paid."""

from uuid import uuid4

import pytest
import stripe

from rxapp.payments.client import API_VERSION, build_client
from rxapp.payments.intents import Intents
from rxapp.payments.sessions import Sessions
from rxapp.payments.values import Payment, Terms
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.destination import Destination
from rxapp.shop.pricing import Quote, quote
from tests.contract.sandbox.conftest import HTTP, Account
from tests.unit.shop.addresses import ALL, BERLIN, HAWAII, NEW_YORK, OREGON, YAME

RETURN_URL = "http://localhost/complete"


@pytest.fixture(params=["coupon", "folded"])
def sessions(request: pytest.FixtureRequest, account: Account) -> Sessions:
    """An account with the preview of discounts, and one without."""
    client = build_client(account.secret_key, account.base, HTTP)
    return Sessions(client, preview_version=API_VERSION) if request.param == "folded" else Sessions(client)


@pytest.fixture
def intents(account: Account) -> Intents:
    return Intents(build_client(account.secret_key, account.base, HTTP))


def asked(destination: Destination | None, **choices: object) -> Quote:
    """Three teas with a discount that doesn't divide, an add-on and a donation."""
    lines = [{"slug": "yame-sencha", "quantity": 3}, {"slug": "pair-of-cups", "quantity": 2}]
    chosen = {"lines": lines, "add_ons": ["gift_wrap"], "donation": 300, "code": "WELCOME10", "member": "silver"}
    return quote(Cart.model_validate(chosen | choices | {"destination": destination}), CATALOG)


def terms(of: Quote, revision: int = 1) -> Terms:
    return Terms("co_1", revision, of)


def read(account: Account, payment: Payment) -> stripe.checkout.Session:
    sessions = account.client().v1.checkout.sessions
    return sessions.retrieve(payment.id, {"expand": ["line_items", "total_details.breakdown"]})


async def opened(sessions: Sessions, of: Quote) -> Payment:
    return await sessions.create(terms(of), RETURN_URL, uuid4().hex)


async def updated(sessions: Sessions, payment: Payment, of: Quote, revision: int) -> Payment:
    return await sessions.update(payment.id, terms(of, revision), payment.items, uuid4().hex)


@pytest.mark.parametrize("destination", ALL, ids=lambda destination: destination.city)
async def test_a_session_is_opened_for_its_address(sessions: Sessions, account: Account, destination: Destination):
    wanted = asked(destination)
    payment = await opened(sessions, wanted)
    assert payment.amount == wanted.total
    session = read(account, payment)
    assert session.total_details
    assert session.total_details.amount_tax == wanted.tax
    assert session.permissions and session.permissions.update_shipping_details == "server_only"
    assert session.shipping_address_collection
    assert session.shipping_address_collection.allowed_countries == ["AT", "DE", "FR", "JP", "NL", "US"]
    assert session.collected_information and session.collected_information.shipping_details
    details = session.collected_information.shipping_details
    assert (
        Destination.model_validate(
            {"name": details.name, **{part: text or "" for part, text in details.address.to_dict().items()}}
        )
        == destination
    )


async def test_the_total_follows_from_place_to_place_and_back(sessions: Sessions, account: Account):
    payment = await opened(sessions, asked(OREGON))
    places = [NEW_YORK, BERLIN, HAWAII, YAME, OREGON]
    for revision, destination in enumerate(places, start=2):
        wanted = asked(destination, shipping="express")
        payment = await updated(sessions, payment, wanted, revision)
        session = read(account, payment)
        assert session.total_details and session.total_details.breakdown
        assert (payment.amount, session.total_details.amount_tax) == (wanted.total, wanted.tax)
        taxes = [
            (tax.rate.display_name, str(tax.rate.percentage), tax.rate.inclusive, tax.amount)
            for tax in session.total_details.breakdown.taxes
        ]
        assert taxes == [(tax.name, str(float(tax.percent)), tax.inclusive, tax.amount) for tax in wanted.taxes]


async def test_the_donation_is_not_taxed_and_the_rest_is(sessions: Sessions, account: Account):
    payment = await opened(sessions, asked(BERLIN))
    items = read(account, payment).line_items
    assert items
    assert {str(item.description).split(" × ")[-1]: bool(item.amount_tax) for item in items.data} == {
        "Yame Sencha": True,
        "Pair of Cups": True,
        "Hojicha tasting tin": False,
        "Gift wrap": True,
        "Trees for the tea hills": False,
    }


async def test_both_ways_tax_each_line_alike(account: Account):
    client = build_client(account.secret_key, account.base, HTTP)
    for destination in (NEW_YORK, BERLIN):
        lines: list[list[tuple[int, int]]] = []
        for sessions in (Sessions(client), Sessions(client, preview_version=API_VERSION)):
            items = read(account, await opened(sessions, asked(destination))).line_items
            assert items
            lines.append([(item.amount_total, item.amount_tax) for item in items.data])
        assert lines[0] == lines[1]


async def test_the_chosen_way_stays_chosen_though_its_id_is_new(sessions: Sessions, account: Account):
    payment = await opened(sessions, asked(OREGON, shipping="express"))
    seen: set[str] = set()
    for revision, destination in enumerate([NEW_YORK, BERLIN, OREGON], start=2):
        wanted = asked(destination, shipping="express")
        session = read(account, await updated(sessions, payment, wanted, revision))
        assert session.shipping_cost and isinstance(session.shipping_cost.shipping_rate, str)
        assert session.shipping_cost.amount_total == wanted.shipping.amount
        rate = account.client().v1.shipping_rates.retrieve(session.shipping_cost.shipping_rate)
        assert rate.display_name == "Express shipping"
        assert rate.id not in seen
        seen.add(rate.id)


async def test_a_rate_is_made_once_and_found_again_by_another_process(sessions: Sessions, account: Account):
    payment = await opened(sessions, asked(NEW_YORK))
    await updated(sessions, payment, asked(BERLIN), 2)
    await updated(sessions, payment, asked(NEW_YORK), 3)
    another = Sessions(build_client(account.secret_key, account.base, HTTP))
    await opened(another, asked(NEW_YORK))
    rates = account.client().v1.tax_rates.list({"limit": 100}).data
    assert sorted((rate.display_name, rate.percentage, rate.inclusive) for rate in rates) == [
        ("Sales tax", 8.875, False),
        ("VAT", 19, True),
    ]


async def test_a_repeated_creation_is_the_same_session_at_the_same_address(sessions: Sessions):
    key = uuid4().hex
    first = await sessions.create(terms(asked(BERLIN)), RETURN_URL, key)
    again = await sessions.create(terms(asked(BERLIN)), RETURN_URL, key)
    assert (again.id, again.amount) == (first.id, first.amount)


async def test_an_intent_asks_the_same_and_says_where_it_goes(intents: Intents, account: Account):
    payment = await intents.create(terms(asked(BERLIN)), RETURN_URL, uuid4().hex)
    for revision, destination in enumerate([NEW_YORK, YAME, HAWAII], start=2):
        wanted = asked(destination)
        payment = await intents.update(payment.id, terms(wanted, revision), {}, uuid4().hex)
        assert payment.amount == wanted.total
        intent = account.client().v1.payment_intents.retrieve(payment.id)
        assert intent.shipping and intent.shipping.address
        assert intent.shipping.name == destination.name
        assert intent.shipping.address.to_dict() == {
            part: text or None for part, text in destination.model_dump(exclude={"name"}).items()
        }
        names = [f"{tax.name} {tax.percent}%{', included' if tax.inclusive else ''}" for tax in wanted.taxes]
        assert intent.metadata.to_dict() | {"tax": str(wanted.tax), "tax_name": names[0]} == intent.metadata.to_dict()
