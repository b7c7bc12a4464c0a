"""Memberships, written out for their page."""

from datetime import datetime

from rxapp.orders.records import Membership
from rxapp.shop.catalog import Catalog
from rxapp.shop.money import written
from rxapp.shop.plans import slug
from rxapp.states.presenting import each_time, full_day, plan_name
from rxapp.states.views import MembershipView

FREE, UNPAID = "trialing", ("past_due", "unpaid")


def view(one: Membership, catalog: Catalog, at: datetime) -> MembershipView:
    """A membership as its page shows it at a moment."""
    over, order = one.is_over(at), one.order
    return MembershipView(
        key=order.number,
        plan=one.plan,
        name=plan_name(order.quote),
        picture=slug(one.plan) if one.plan in catalog.plans else "",
        price=each_time(one.amount, one.interval, one.currency, one.every),
        standing=standing(one, at),
        question=question(one),
        sent_to=order.destination.written if order.destination else "",
        since=full_day(order.created_at),
        receipt=f"/complete?session={order.session_id}",
        may_leave=not over and one.leaves is None,
        may_stay=not over and one.leaves is not None,
    )


def standing(one: Membership, at: datetime) -> str:
    """How it is, and what comes next."""
    if one.is_over(at):
        return f"It ended on {_day(one.ended or one.leaves)}."
    if one.leaves:
        return f"{_until(one)} {_day(one.leaves)}, and then it ends. Nothing more is charged."
    amount = written(one.amount, one.currency)
    if one.status == FREE:
        return f"Free until {_day(one.trial_ends)}. Next payment on that day: {amount}."
    if one.status == "active":
        return f"Next payment on {_day(one.period_ends)}: {amount}."
    return "The last payment didn't come about." if one.status in UNPAID else "It is on hold at the moment."


def question(one: Membership) -> str:
    """What is asked of somebody who is about to leave."""
    name = plan_name(one.order.quote)
    return f"Leave the {name}? {_until(one)} {_day(one.period_ends)} as before, and nothing is charged after that."


def _until(one: Membership) -> str:
    return "It's free until" if one.status == FREE else "It goes on until"


def _day(moment: datetime | None) -> str:
    return full_day(moment) if moment else "a day we don't know yet"
