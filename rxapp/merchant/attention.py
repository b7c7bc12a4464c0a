"""What waits for the merchant: flagged payments, events that failed, payments that never ended, and the stock."""

import reflex as rx

from rxapp.merchant.attention_state import AttentionState
from rxapp.merchant.attention_views import EventView, FlaggedView, ReasonView, StockView, StuckView
from rxapp.merchant.frame import ATTENTION, frame, look_again, merchant_page
from rxapp.ui.links import page_link
from rxapp.ui.placeholders import skeleton_rows
from rxapp.ui.problem import problem_beside, problem_id

SECONDS = 15.0  # between two looks for what is new


def page() -> rx.Component:
    """Each list in a section of its own; one that is empty says so in a sentence."""
    return frame(
        ATTENTION,
        look_again(seconds=SECONDS, on_look=AttentionState.look_again),
        rx.el.h1("Attention"),
        rx.el.p(AttentionState.announcement, role="status", class_name="said"),
        rx.cond(
            AttentionState.loaded,
            rx.el.div(
                _part("Flagged payments", AttentionState.flagged, _flagged, "Every payment is what was asked for."),
                _part(
                    "Webhooks that failed", AttentionState.events, _event, "Everything that Stripe reports is handled."
                ),
                _part("Stuck payments", AttentionState.stuck, _stuck, "No payment is without an end."),
                _stock(),
                class_name="counter-parts",
            ),
            skeleton_rows(4),
        ),
    )


def _part(name: str, rows: rx.Var[list], row: object, nothing: str) -> rx.Component:
    return rx.el.section(
        rx.el.h2(name),
        rx.cond(
            rows.length() > 0,
            rx.el.ul(rx.foreach(rows, row), class_name="waiting"),
            rx.el.p(nothing, class_name="quiet"),
        ),
        aria_label=name,
    )


def _flagged(one: rx.Var[FlaggedView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            page_link(one.number, href=one.href, class_name="serif"),
            rx.el.span(one.when, class_name="quiet small figures"),
            class_name="waiting-head",
        ),
        rx.el.dl(
            _fact("The quote says", one.asked),
            _fact("Stripe took", one.taken),
            class_name="facts",
        ),
        rx.foreach(one.reasons, _reason),
        rx.el.form(
            _field("What was done", "note", one.control),
            rx.el.button("Mark as handled", type="submit", class_name="button button-plain"),
            _hidden("number", one.number),
            _hidden("seen", one.seen.to_string()),
            on_submit=lambda form: _sent(AttentionState.see_to, form, "number", "seen", "note"),
            aria_label=f"See to {one.number}",
            reset_on_submit=True,
            class_name="note-form",
        ),
        problem_beside(one.control, AttentionState.problems),
        key=one.number,
        class_name="card",
    )


def _reason(one: rx.Var[ReasonView]) -> rx.Component:
    return rx.el.div(
        rx.el.p(one.what, class_name="reason"),
        rx.el.p(one.do),
        rx.el.p(one.said, class_name="quiet small ids"),
        key=one.said,
    )


def _event(one: rx.Var[EventView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(one.type, class_name="ids"),
            rx.el.span(one.when, class_name="quiet small figures"),
            class_name="waiting-head",
        ),
        rx.el.p(one.failure, class_name="ids"),
        rx.el.p(one.id, rx.cond(one.about != "", f" about {one.about}", ""), class_name="quiet small ids"),
        rx.cond(
            one.traceback != "",
            rx.el.details(
                rx.el.summary("What was written down", class_name="link-button"),
                rx.el.pre(one.traceback, tab_index=0, aria_label="What was written down", class_name="traceback"),
            ),
        ),
        rx.cond(
            one.odd,
            _act("I have seen it", one.id, AttentionState.put_aside(one.id)),
            _act("Handle again", one.id, AttentionState.handle_again(one.id)),
        ),
        problem_beside(one.id, AttentionState.problems),
        key=one.id,
        class_name="card",
    )


def _stuck(one: rx.Var[StuckView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(one.what, class_name="serif"),
            rx.el.span(one.total, class_name="figures"),
            class_name="waiting-head",
        ),
        rx.el.p(f"Pay was pressed on {one.when}, and nobody has reported how it ended.", class_name="small"),
        rx.el.p(one.id, class_name="quiet small ids"),
        _act("Ask Stripe", one.id, AttentionState.ask_stripe(one.id)),
        problem_beside(one.id, AttentionState.problems),
        key=one.id,
        class_name="card",
    )


def _act(word: str, control: rx.Var[str], on_click: rx.event.EventType) -> rx.Component:
    return rx.el.button(
        word,
        type="button",
        aria_disabled=AttentionState.busy == control,
        aria_describedby=_described(control),
        on_click=on_click,
        class_name="button button-plain",
    )


def _stock() -> rx.Component:
    return rx.el.section(
        rx.el.h2("In stock"),
        rx.cond(
            AttentionState.stock.length() > 0,
            rx.el.ul(rx.foreach(AttentionState.stock, _counted), class_name="waiting"),
            rx.el.p("No product is counted: the catalogue says of none how many there are.", class_name="quiet"),
        ),
        rx.cond(
            AttentionState.corrections.length() > 0,
            rx.el.details(
                rx.el.summary("Corrected by hand", class_name="link-button"),
                rx.el.ul(
                    rx.foreach(
                        AttentionState.corrections,
                        lambda one: rx.el.li(
                            rx.el.span(one.what),
                            rx.el.span(one.note, class_name="quiet"),
                            rx.el.span(one.when, class_name="quiet small figures"),
                            key=one.key,
                            class_name="correction",
                        ),
                    ),
                    aria_label="Corrected by hand",
                ),
            ),
        ),
        aria_label="In stock",
    )


def _counted(one: rx.Var[StockView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(one.name, class_name="serif"),
            rx.el.span(f"{one.left} left to sell", custom_attrs={"data-testid": f"left-{one.product}"}),
            class_name="waiting-head",
        ),
        rx.el.p(one.taken, class_name="quiet small"),
        rx.el.form(
            rx.el.label(
                rx.el.span("Left to sell", class_name="field-label"),
                rx.el.input(
                    name="to",
                    input_mode="numeric",
                    auto_complete="off",
                    required=True,
                    max_length=7,
                    default_value=one.left.to_string(),
                    key=one.left.to_string(),
                    aria_describedby=_described(one.product),
                    class_name="field-input figures",
                ),
                class_name="field",
            ),
            _field("Why", "note", one.product),
            rx.el.button("Correct", type="submit", class_name="button button-plain"),
            _hidden("product", one.product),
            _hidden("was", one.left.to_string()),
            on_submit=lambda form: _sent(AttentionState.correct, form, "product", "was", "to", "note"),
            aria_label=f"Correct {one.name}",
            class_name="note-form stock-form",
        ),
        problem_beside(one.product, AttentionState.problems),
        key=one.product,
        class_name="card",
    )


def _field(label: str, name: str, control: rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="field-label"),
        rx.el.input(
            name=name,
            auto_complete="off",
            max_length=200,
            aria_describedby=_described(control),
            class_name="field-input",
        ),
        class_name="field",
    )


def _described(control: rx.Var[str]) -> rx.Var:
    """By the sentence that is said beside it, while there is one."""
    return rx.cond(AttentionState.problems.contains(control), problem_id(control), "")


def _hidden(name: str, value: rx.Var[str]) -> rx.Component:
    """What a form is about. Reflex hears of a form where its row isn't known, so the form itself says it."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)


def _sent(handler: rx.event.EventHandler, form: rx.Var, *names: str) -> rx.event.EventSpec:
    filled = form.to(dict[str, str])
    return handler(*(filled[name] for name in names))


def _fact(name: str, text: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(text, class_name="figures"))


PAGES = (merchant_page(ATTENTION, "Attention", page, AttentionState.load),)
