"""The table: five steps of a purchase, and everything that may go wrong at each of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.faults.processes import SLOW_SECONDS, StoreProcesses, total_of
from tests.faults.shopper import Shopper
from tests.serving import eventually

UPDATE, CONFIRM = ("POST", "/v1/checkout/sessions/*"), ("POST", "/v1/payment_pages/*/confirm")
READ, ANY = ("GET", "/v1/checkout/sessions/*"), ("*", "*")


@dataclass(frozen=True)
class Step:
    """A step of a purchase: how a shopper comes to it, begins and ends it, and where it shows that it was done.

    Attributes:
        call: The call that it makes at Stripe; None if it makes none.
        goes_on: For a step that makes none: what asks Stripe next.
    """

    name: str
    call: tuple[str, str] | None
    comes_to: Callable[[Shopper], None]
    begins: Callable[[Shopper], None]
    ends: Callable[[Shopper], None]
    is_done: Callable[[Shopper], bool]
    goes_on: Callable[[Shopper], None] = lambda _: None


def _to_change(_shopper: Shopper) -> None:
    pass


def _to_sync(shopper: Shopper) -> None:
    shopper.begins_change()
    shopper.ends_change()


def _to_place(shopper: Shopper) -> None:
    shopper.changes_and_syncs()


def _to_confirm(shopper: Shopper) -> None:
    shopper.changes_and_syncs()
    shopper.places()


def _to_settle(shopper: Shopper) -> None:
    shopper.store_processes.fault("drop", ANY, event="checkout.session.completed")
    _to_confirm(shopper)
    shopper.begins_confirm()
    assert shopper.confirming.result()
    shopper.store_processes.control("faults", method="DELETE")


def _changed(shopper: Shopper) -> bool:
    return shopper.store_processes.checkout(shopper.id)["revision"] > shopper.accepted


def _session(shopper: Shopper) -> dict[str, object]:
    return shopper.store_processes.session(shopper.store_processes.checkout(shopper.id)["session_id"])


def _synced(shopper: Shopper) -> bool:
    return _session(shopper)["amount_total"] == total_of(shopper.store_processes.checkout(shopper.id)["quote"])


def _placed(shopper: Shopper) -> bool:
    return shopper.store_processes.checkout(shopper.id)["status"] != "open"


def _confirmed(shopper: Shopper) -> bool:
    return _session(shopper)["payment_status"] == "paid"


def _settled(shopper: Shopper) -> bool:
    return bool(shopper.store_processes.rows("SELECT number FROM orders WHERE shopper = ?", shopper.id))


def _then_sync(shopper: Shopper) -> None:
    shopper.begins_sync()
    shopper.ends_sync()


STEPS = (
    Step("change", None, _to_change, Shopper.begins_change, Shopper.ends_change, _changed, _then_sync),
    Step("sync", UPDATE, _to_sync, Shopper.begins_sync, Shopper.ends_sync, _synced),
    Step("place", READ, _to_place, Shopper.begins_place, Shopper.ends_place, _placed),
    Step("confirm", CONFIRM, _to_confirm, Shopper.begins_confirm, Shopper.ends_confirm, _confirmed),
    Step("settle", READ, _to_settle, Shopper.begins_settle, Shopper.ends_settle, _settled),
)

Fault = Callable[[StoreProcesses, Shopper, Step], None]


@contextmanager
def _in_flight(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> Iterator[None]:
    """The step has begun; if it asks Stripe, its call has arrived there and isn't answered yet."""
    if step.call is None:
        step.begins(shopper)
        yield
        return
    slow = store_processes.fault("latency", step.call, seconds=SLOW_SECONDS)
    step.begins(shopper)
    store_processes.has_struck(slow)
    yield


def store_killed(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    with _in_flight(store_processes, shopper, step):
        store_processes.store.kill()


def stripe_killed(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    if step.call is None:
        store_processes.stripe.kill()
        step.begins(shopper)
        step.ends(shopper)
    else:
        with _in_flight(store_processes, shopper, step):
            store_processes.stripe.kill()
    store_processes.stripe.start()
    if step.call:
        step.ends(shopper)


def socket_cut(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    with _in_flight(store_processes, shopper, step):
        shopper.tab.client.close()


def socket_reset(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    with _in_flight(store_processes, shopper, step):
        shopper.tab.reset()


def socket_half_open(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    """The shopper goes on in a new tab; the server still believes in the old one, where nobody answers any more."""
    with _in_flight(store_processes, shopper, step):
        shopper.open()


def answer_delayed(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    with _in_flight(store_processes, shopper, step):
        if step.call is None:
            eventually(lambda: step.is_done(shopper))
    step.ends(shopper)


def database_locked(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    with store_processes.locked_database():
        step.begins(shopper)
    step.ends(shopper)


def answer_lost(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    """It was done, and nobody told."""
    if step.call:
        store_processes.fault("answer_lost", step.call)
    step.begins(shopper)
    eventually(lambda: step.is_done(shopper))
    shopper.tab.client.close()


def duplicated(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    store_processes.fault("duplicate", ANY, event="checkout.session.*")
    step.begins(shopper)
    step.begins(shopper)
    step.ends(shopper)


def _stripe_answers(kind: str, **more: object) -> Fault:
    """Stripe's answers while the step runs; for a step that doesn't ask Stripe itself, those to whatever follows."""

    def strike(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
        store_processes.fault(kind, step.call or ANY, times=2, **more)
        step.begins(shopper)
        step.ends(shopper)
        step.goes_on(shopper)
        assert store_processes.struck(kind), "the fault befell nothing"

    return strike


def stripe_away(store_processes: StoreProcesses, shopper: Shopper, step: Step) -> None:
    """For longer than every retry; the shopper gives up, and comes back when it is over."""
    store_processes.fault("server_error", step.call or ANY, times=None)
    step.begins(shopper)
    if step.name != "settle":  # that page waits, and looks again and again
        step.ends(shopper)
        step.goes_on(shopper)
    eventually(lambda: store_processes.struck("server_error"))


FAULTS: dict[str, Fault] = {
    "store killed": store_killed,
    "Stripe killed": stripe_killed,
    "socket cut": socket_cut,
    "socket reset": socket_reset,
    "socket half-open": socket_half_open,
    "answer delayed": answer_delayed,
    "database locked": database_locked,
    "answer lost": answer_lost,
    "duplicated": duplicated,
    "429": _stripe_answers("rate_limit"),
    "500": _stripe_answers("server_error"),
    "connection reset": _stripe_answers("connection_reset"),
    "object locked": _stripe_answers("lock_timeout"),
    "Stripe away": stripe_away,
}


def play(store_processes: StoreProcesses, step: Step, fault: str) -> None:
    """One cell: a shopper comes to the step, the fault strikes, all is well again, the shopper pays, the books fit."""
    with store_processes.lines:
        store_processes.everything_works()
        shopper = Shopper(store_processes)
        step.comes_to(shopper)
        told = shopper.accepted
        FAULTS[fault](store_processes, shopper, step)
        store_processes.everything_works()
        shopper.pays_in_the_end()
    assert shopper.accepted >= told, "an accepted change was lost"
    the_books_are_right(store_processes, shopper)


def the_books_are_right(store_processes: StoreProcesses, shopper: Shopper) -> None:
    """One order, for what was accepted, at the amount that every place knows; one payment."""
    checkout = store_processes.checkout(shopper.id)
    assert checkout["revision"] >= shopper.accepted
    assert checkout["status"] == "paid"
    [order] = store_processes.rows("SELECT * FROM orders WHERE shopper = ?", shopper.id)
    assert order["flag"] is None
    [session] = [
        session for session in store_processes.sessions_of(checkout["id"]) if session["payment_status"] == "paid"
    ]
    intent = store_processes.session(session["payment_intent"])
    [told] = store_processes.rows(
        "SELECT quote FROM revisions WHERE checkout_id = ? AND revision = ?", checkout["id"], checkout["revision"]
    )
    asked = total_of(told["quote"])
    assert {order["total"], order["paid"], session["amount_total"], intent["amount_received"]} == {asked}
    assert order["session_id"] == session["id"]
    _no_two_writes_at_once(store_processes, session["id"])


def _no_two_writes_at_once(store_processes: StoreProcesses, session_id: str) -> None:
    writes = [
        (call["time"] - call["milliseconds"] / 1000, call["time"])
        for call in store_processes.control("requests", method="GET")
        if (call["method"], call["path"]) == ("POST", f"/v1/checkout/sessions/{session_id}")
        and call["status"] == 200
        and not call["replayed"]
    ]
    for (_, ended), (begun, _) in zip(sorted(writes), sorted(writes)[1:], strict=False):
        assert begun >= ended - 0.002, "two writes of one session at once"
