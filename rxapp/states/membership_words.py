"""Memberships, written out for their page."""

from datetime import datetime

from rxapp.orders.records import Membership
from rxapp.shop.catalog import Catalog
from rxapp.shop.money import written
from rxapp.shop.plans import slug
from rxapp.shop.words import say
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
        return say("membership.ended", day=_day(one.ended or one.leaves))
    if one.leaves:
        until = "membership.free_until_it_ends" if one.status == FREE else "membership.on_until_it_ends"
        return say(until, day=_day(one.leaves))
    amount = written(one.amount, one.currency)
    if one.status == FREE:
        return say("membership.free_until", day=_day(one.trial_ends), amount=amount)
    if one.status == "active":
        return say("membership.next_payment", day=_day(one.period_ends), amount=amount)
    return say("membership.payment_failed") if one.status in UNPAID else say("membership.on_hold")


def question(one: Membership) -> str:
    """What is asked of somebody who is about to leave."""
    ask = "membership.ask_while_free" if one.status == FREE else "membership.ask"
    return say(ask, plan=plan_name(one.order.quote), day=_day(one.period_ends))


def _day(moment: datetime | None) -> str:
    return full_day(moment) if moment else say("membership.unknown_day")
