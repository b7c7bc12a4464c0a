"""A frame of an element alone: the test plays its page."""

from typing import Any

from .alone import Alone

FRAME = "/_sandbox/elements/frame.html"
CALL = """new Promise((resolve) => {
    addEventListener("message", ({ data }) => data.answer === 7 && resolve(data.value ?? null));
    postMessage({ channel: "", call: 7, method: given[0], argument: given[1] }, "*");
})"""
CONTEXT: dict[str, Any] = {
    "key": "pk_test_1",
    "paymentRequired": True,
    "paymentMethodTypes": ["card"],
    "collectsName": True,
    "collectsBillingAddress": True,
    "mandate": None,
    "allowedCountries": None,
    "collectsPhone": False,
    "email": None,
    "contact": None,
}
CONFIGURATION: dict[str, Any] = {"appearance": {}, "fonts": [], "options": {}, "context": CONTEXT}
LONDON = {
    "line1": "12 St James’s Square",
    "line2": None,
    "city": "London",
    "state": None,
    "country": "GB",
    "postal_code": "SW1Y 4LB",
}


def configured(frame: Alone, form: str, options: dict[str, Any] | None = None, **context: Any) -> None:
    """The page says what a form is to be; it may say so again."""
    frame.do(f"configure{form}(given)", {"options": options or {}, "context": CONTEXT | context})


def ask(frame: Alone, method: str, argument: Any = None) -> Any:
    """What the frame answers to a call of its page, whose part this window plays too."""
    return frame.value(CALL, [method, argument])


def heard(frame: Alone) -> list[dict[str, Any]]:
    """What the page has heard of changes since it listens, which begins with the first call."""
    ask(frame, "blur")  # which is answered after whatever was said before
    return frame.value("(window.changes ??= (addEventListener('message', ({ data }) => "
                       "data.event === 'change' && window.changes.push(data.detail)), []))")  # fmt: skip


def focus(frame: Alone) -> None:
    ask(frame, "focus")


def focused(frame: Alone) -> str:
    return frame.value("document.activeElement.name")


def values(frame: Alone, *fields: str) -> list[str]:
    return [frame.value(f"{field}.value()") for field in fields]
