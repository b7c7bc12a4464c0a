"""One order and its history, written out for the merchant."""

from collections.abc import Iterator
from datetime import datetime

from rxapp.checkout.giving_back import Reason
from rxapp.merchant.views import RefundView, StepView
from rxapp.merchant.writing import moment
from rxapp.orders.records import Order
from rxapp.orders.refund_book import OrderRefund, Stage
from rxapp.orders.sales import Story
from rxapp.settings import LOCAL_SECRET_KEY, Settings
from rxapp.shop.money import written
from rxapp.shop.pricing import Quote

REASONS = {
    Reason.REQUESTED: "The customer asked for it",
    Reason.DUPLICATE: "It was paid twice",
    Reason.FRAUDULENT: "It was fraud",
}
STAGES = {
    Stage.ASKED: "No answer yet",
    Stage.PENDING: "On its way",
    Stage.REQUIRES_ACTION: "Waits for the customer",
    Stage.SUCCEEDED: "Refunded",
    Stage.FAILED: "Failed",
    Stage.CANCELED: "Canceled",
    Stage.REFUSED: "Refused",
}
WHY_NOT = {
    "expired_or_canceled_card": "The card has expired or was canceled. Please send the money another way.",
    "lost_or_stolen_card": "The card was lost or stolen. Please send the money another way.",
    "insufficient_funds": "Your balance at Stripe is too low for it.",
    "charge_disputed": "The customer has disputed the payment with their bank, which decides now.",
    "charge_for_pending_refund_disputed": "The customer has disputed the payment with their bank, which decides now.",
    "charge_already_refunded": "All of it was given back already.",
    "declined": "The customer's bank didn't take it. Please send the money another way.",
}
WHY_NOT_ELSE = "Stripe didn't do it, and its dashboard says why."
TONES = {Stage.SUCCEEDED: "refunded"} | dict.fromkeys((Stage.FAILED, Stage.CANCELED, Stage.REFUSED), "failed")


def refund(one: OrderRefund) -> RefundView:
    """A refund of the order."""
    return RefundView(
        key=one.id,
        amount=written(-one.amount, one.currency),
        standing=STAGES[one.status],
        tone=TONES.get(one.status, "on_its_way"),
        reason=REASONS.get(Reason(one.reason), "") if one.reason in set(Reason) else "",
        when=moment(one.asked_at),
        said=f"{WHY_NOT.get(one.failure or '', WHY_NOT_ELSE)} Nothing was given back." if one.came_to_nothing else "",
    )


def outcome(one: OrderRefund) -> str:
    """What is said of a refund that was just asked for."""
    amount = written(one.amount, one.currency)
    if one.came_to_nothing:
        return refund(one).said
    if one.status == Stage.ASKED:
        return f"Stripe gave no answer. The refund of {amount} is written down, and goes on by itself."
    return f"{amount} is given back." if one.status == Stage.SUCCEEDED else f"{amount} is on its way back."


def history(story: Story) -> list[StepView]:
    """All that happened, the latest first."""
    steps = [*_revisions(story), *_moves(story), *_reports(story), *_refunds(story)]
    return [step for _, step in sorted(steps, key=lambda one: one[0], reverse=True)]


Steps = Iterator[tuple[datetime, StepView]]


def _revisions(story: Story) -> Steps:
    before: Quote | None = None
    for one in story.revisions:
        total = written(one.quote.total, one.quote.currency)
        what, detail = f"Revision {one.number}", changed(before, one.quote)
        yield one.at, StepView(f"revision {one.number}", moment(one.at), what, detail, total)
        before = one.quote


def _moves(story: Story) -> Steps:
    for place, one in enumerate(story.moves):
        what = one.after.replace("_", " ").capitalize()
        yield one.at, StepView(f"move {place}", moment(one.at), what, one.reason, "")


def _reports(story: Story) -> Steps:
    for one in story.reports:
        became = "handled" if one.handled else "failed" if one.failed else "not handled yet"
        yield one.received_at, StepView(one.id, moment(one.received_at), one.type, f"Webhook, {became}", "")


def _refunds(story: Story) -> Steps:
    for one in story.refunds:
        said = refund(one)
        detail = ", ".join(filter(None, [said.standing, said.reason]))
        yield one.asked_at, StepView(f"refund {one.id}", said.when, "Refund", detail, said.amount)


def changed(before: Quote | None, after: Quote) -> str:
    """What a change did, in words; all of it for the first one."""
    was = _parts(before) if before else {}
    now = _parts(after)
    came = [text for key, text in now.items() if was.get(key) != text]
    went = [f"without {text}" for key, text in was.items() if key not in now]
    return ", ".join([*came, *went]) or "Nothing that the shopper sees"


def _parts(quote: Quote) -> dict[str, str]:
    lines = {one.key: f"{one.quantity} × {one.name}" if one.quantity > 1 else one.name for one in quote.lines}
    less = {one.key: one.name for one in quote.deductions}
    shipped = {"shipping": quote.shipping.name} if quote.shipping.name else {}
    return lines | less | shipped | ({"to": f"to {quote.destination.place}"} if quote.destination else {})


def at_stripe(order: Order, settings: Settings) -> str:
    """The address of an order's payment at Stripe, or at the local one."""
    payment = order.payment_intent_id or order.session_id
    if settings.mode == "local":
        place = f"#/{LOCAL_SECRET_KEY.removeprefix('sk_test_')}/objects/{payment}"
        return f"{settings.stripe_api_base}/_sandbox/{place if settings.secret_key == LOCAL_SECRET_KEY else ''}"
    part = "" if settings.mode == "live" else "test/"
    kind = "payments" if order.payment_intent_id else "subscriptions"
    return f"https://dashboard.stripe.com/{part}{kind}/{order.payment_intent_id or order.subscription_id}"
