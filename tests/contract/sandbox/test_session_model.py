"""Random sequences of calls against a small model of a session: totals, status and events always agree."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
import stripe
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.thoroughness import QUICK

from .conftest import Account, item

PRICES = st.sampled_from([1, 33, 49, 99, 333, 1800, 6401, 12_345])
QUANTITIES = st.integers(1, 7)
NEW_ITEMS = st.lists(st.tuples(PRICES, QUANTITIES), max_size=3)
MINIMUM = 50


@dataclass
class Model:
    """What a session should be."""

    items: list[tuple[str, int, int]] = field(default_factory=list)
    percent: int = 0
    amount: int = 0
    options: list[int] = field(default_factory=list)
    chosen: int = 0
    status: str = "open"
    attempted: bool = False
    events: list[str] = field(default_factory=list)

    @property
    def subtotal(self) -> int:
        return sum(price * quantity for _, price, quantity in self.items)

    @property
    def discount(self) -> int:
        if self.percent:
            return int(Fraction(self.subtotal * self.percent, 100) + Fraction(1, 2))
        return min(self.amount, self.subtotal)

    @property
    def shipping(self) -> int:
        return self.options[self.chosen] if self.options else 0

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.shipping

    def allows(self) -> bool:
        return self.total == 0 or self.total >= MINIMUM


class Shopping(RuleBasedStateMachine):
    """One session, changed by a shop and a shopper in any order."""

    base = ""

    def __init__(self) -> None:
        super().__init__()
        self.account = Account(uuid4().hex, self.base)
        self.client = self.account.client(preview=True).v1
        session = self.client.checkout.sessions.create(
            {"mode": "payment", "ui_mode": "elements", "line_items": [item("First", 1800)], "expand": ["line_items"]}
        )
        self.id, self.secret = session.id, session.client_secret
        assert session.line_items is not None
        self.model = Model(items=[(session.line_items.data[0].id, 1800, 1)])

    def teardown(self) -> None:
        self.account.close()

    def _update(self, params: dict[str, Any], wanted: Model) -> None:
        """Sends an update, which is taken if the session is open and the wanted total can be charged."""
        try:
            session = self.client.checkout.sessions.update(self.id, {**params, "expand": ["line_items"]})  # pyright: ignore[reportArgumentType]
        except stripe.InvalidRequestError:
            assert self.model.status != "open" or not wanted.allows()
            return
        assert self.model.status == "open" and wanted.allows()
        assert session.line_items is not None
        found = session.line_items.data
        wanted.items = [(got.id, price, count) for got, (_, price, count) in zip(found, wanted.items, strict=True)]
        self.model = wanted

    def _copy(self, **changes: Any) -> Model:
        return Model(**{**vars(self.model), **changes})

    @rule(data=st.data(), new=NEW_ITEMS)
    def replace_items(self, data: st.DataObject, new: list[tuple[int, int]]) -> None:
        kept = data.draw(
            st.permutations(self.model.items).flatmap(lambda all: st.integers(0, len(all)).map(lambda n: all[:n]))
        )
        quantities = data.draw(st.lists(QUANTITIES, min_size=len(kept), max_size=len(kept)))
        wanted = [(id, price, quantity) for (id, price, _), quantity in zip(kept, quantities, strict=True)]
        wanted += [("", price, quantity) for price, quantity in new]
        if wanted:
            sent = [
                {"id": id, "quantity": quantity} if id else item("New", price, quantity)
                for id, price, quantity in wanted
            ]
            self._update({"line_items": sent}, self._copy(items=wanted))

    @rule(percent=st.integers(1, 100))
    def percent_off(self, percent: int) -> None:
        data = {"percent_off": percent, "duration": "once"}
        self._update({"discounts": [{"coupon_data": data}]}, self._copy(percent=percent, amount=0))

    @rule(amount=st.sampled_from([1, 250, 1799, 9000, 1_000_000]))
    def amount_off(self, amount: int) -> None:
        data = {"amount_off": amount, "currency": "usd", "duration": "once"}
        self._update({"discounts": [{"coupon_data": data}]}, self._copy(percent=0, amount=amount))

    @rule()
    def no_discount(self) -> None:
        self._update({"discounts": ""}, self._copy(percent=0, amount=0))

    @rule(options=st.lists(st.sampled_from([0, 499, 1500]), max_size=5))
    def offer_shipping(self, options: list[int]) -> None:
        sent = [
            {"shipping_rate_data": {"display_name": "Way", "fixed_amount": {"amount": amount, "currency": "usd"}}}
            for amount in options
        ]
        self._update({"shipping_options": sent or ""}, self._copy(options=options, chosen=0))

    @precondition(lambda self: self.model.options)
    @rule(data=st.data())
    def choose_shipping(self, data: st.DataObject) -> None:
        position = data.draw(st.integers(0, len(self.model.options) - 1))
        options = self.client.checkout.sessions.retrieve(self.id).shipping_options
        wanted = self._copy(chosen=position)
        answer = self._browse("", {"shipping_option": options[position].shipping_rate})
        if answer == 200:
            assert self.model.status == "open" and wanted.allows()
            self.model = wanted
        else:
            assert self.model.status != "open" or not wanted.allows()

    @rule(
        bad=st.sampled_from(
            [
                {"line_items": [{"id": "li_unknown"}]},
                {"line_items": [item("Euro", 900, currency="eur")]},
                {"shipping_options": [{"shipping_rate": "shr_unknown"}], "metadata": {"half": "done"}},
                {"metadata": {"half": "done"}, "discounts": [{"coupon": "unknown"}]},
                {"line_items": [item("Fine", 900)], "nonsense": "1"},
            ]
        )
    )
    def ask_the_impossible(self, bad: dict[str, Any]) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            self.client.checkout.sessions.update(self.id, bad)  # pyright: ignore[reportArgumentType]

    @rule(off_by=st.sampled_from([-1, 1, 100]))
    def pay_another_amount(self, off_by: int) -> None:
        assert self._confirm("pm_card_visa", self.model.total + off_by) == 400

    @rule()
    def pay_with_a_card_that_is_declined(self) -> None:
        status = self._confirm("pm_card_chargeDeclined", self.model.total)
        if self.model.status != "open":
            assert status == 400
        elif self.model.total == 0:
            assert status == 200
            self._complete()
        else:
            assert status == 402
            self._attempt()
            self.model.events += ["charge.failed", "payment_intent.payment_failed"]

    @rule()
    def pay(self) -> None:
        status = self._confirm("pm_card_visa", self.model.total)
        if self.model.status != "open":
            assert status == 400
            return
        assert status == 200
        if self.model.total:
            self._attempt()
            self.model.events += ["charge.succeeded", "payment_intent.succeeded"]
        self._complete()

    @precondition(lambda self: len(self.model.events) > 1 or len(self.model.items) > 2)
    @rule()
    def expire(self) -> None:
        if self.model.status != "open":
            with pytest.raises(stripe.InvalidRequestError):
                self.client.checkout.sessions.expire(self.id)
            return
        self.client.checkout.sessions.expire(self.id)
        self.model.status = "expired"
        self.model.events += ["payment_intent.canceled"] if self.model.attempted else []
        self.model.events.append("checkout.session.expired")

    def _attempt(self) -> None:
        if not self.model.attempted:
            self.model.attempted = True
            self.model.events.append("payment_intent.created")

    def _complete(self) -> None:
        self.model.status = "complete"
        self.model.events.append("checkout.session.completed")

    def _confirm(self, card: str, amount: int) -> int:
        body = {"expected_amount": amount, "payment_method": card, "email": "ada@example.com"}
        return self._browse("/confirm", body)

    def _browse(self, action: str, body: dict[str, Any]) -> int:
        path = f"/v1/payment_pages/{self.id}{action}"
        return self.account.browse(path, {"client_secret": self.secret, **body}).status_code

    @invariant()
    def everything_agrees(self) -> None:
        model = self.model
        session = self.client.checkout.sessions.retrieve(self.id, {"expand": ["line_items", "payment_intent"]})
        assert session.line_items is not None and session.total_details is not None
        lines = session.line_items.data
        assert [(line.id, line.price and line.price.unit_amount, line.quantity) for line in lines] == model.items
        assert (session.status, session.amount_subtotal, session.amount_total) == (
            model.status,
            model.subtotal,
            model.total,
        )
        assert session.total_details.amount_discount == model.discount
        assert session.total_details.amount_shipping == model.shipping
        assert sum(line.amount_discount for line in lines) == model.discount
        assert sum(line.amount_total for line in lines) == model.subtotal - model.discount
        assert session.metadata is not None and "half" not in session.metadata.to_dict()
        assert [event.type for event in self.client.events.list({"limit": 100})][::-1] == model.events
        if model.status == "complete" and model.total:
            intent = session.payment_intent
            assert isinstance(intent, stripe.PaymentIntent) and intent.amount_received == model.total


def test_a_session_does_what_its_model_does(local_stripe: str) -> None:
    Shopping.base = local_stripe
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Shopping,
        settings=settings(
            max_examples=10 if QUICK else 40, stateful_step_count=15, deadline=None, suppress_health_check=checks
        ),
    )
