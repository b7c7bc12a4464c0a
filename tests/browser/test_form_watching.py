"""Whoever watches the form hears what begins and how it ended; and what the form has now can be read."""

from typing import Any

import pytest

from tests.browser.form import INTENT, Form, change, reads
from tests.browser.scripted import session, total

LATE_MS = 15_000


@pytest.fixture
def watched(form: Form) -> Form:
    form.open()
    watch(form)
    return form


def watch(form: Form, name: str = "anna") -> None:
    form.run("window.ends = { ...window.ends, [given]: window.watch(given) };", name)


def heard(form: Form) -> list[list[Any]]:
    """What was heard since this was last asked, by whom and of what."""
    return form.run("return window.watched.splice(0);")


def annas(*events: tuple[str, Any]) -> list[list[Any]]:
    return [["anna", *event] for event in events]


def test_an_update_and_within_it_the_read(watched: Form):
    assert heard(watched) == []
    change(watched)
    assert heard(watched) == annas(("update", {"revision": 2}))
    watched.given(synced_revision=2)
    assert heard(watched) == annas(("read", {"revision": 2}))
    reads(watched)
    assert heard(watched) == annas(("read", "done"), ("update", "done"))


def test_a_read_is_of_the_revision_that_was_reached(watched: Form):
    change(watched, 2)
    change(watched, 3)
    watched.given(synced_revision=3)
    assert heard(watched) == annas(("update", {"revision": 2}), ("read", {"revision": 3}))


def is_refused(form: Form) -> None:
    form.refused("Gift wrap is sold out.")


def is_late(form: Form) -> None:
    form.passes(LATE_MS)


ENDS: list[tuple[Any, str]] = [(is_refused, "refused"), (is_late, "late")]


@pytest.mark.parametrize(("end", "outcome"), ENDS)
def test_an_update_that_the_server_ends(watched: Form, end: Any, outcome: str):
    change(watched)
    end(watched)
    assert heard(watched) == annas(("update", {"revision": 2}), ("update", outcome))


def test_a_read_that_fails(watched: Form):
    change(watched)
    watched.given(synced_revision=2)
    watched.rejects("read")
    assert heard(watched)[2:] == annas(("read", "not_refreshed"), ("update", "not_refreshed"))


@pytest.fixture
def asking(watched: Form) -> Form:
    watched.press_pay()
    assert heard(watched) == []
    watched.fine("updateEmail", "validateElements")
    assert heard(watched) == annas(("permission", {"revision": 1}))
    return watched


def is_paid(form: Form) -> None:
    form.fine("confirm")


def is_declined(form: Form) -> None:
    form.refuses("confirm", "Your card was declined.")


def throws(form: Form) -> None:
    form.rejects("confirm")


@pytest.mark.parametrize(("end", "outcome"), [(is_paid, "done"), (is_declined, "not paid"), (throws, "not_started")])
def test_a_permission_and_a_confirmation(asking: Form, end: Any, outcome: str):
    asking.given(placing=1)
    assert heard(asking) == annas(("permission", "done"), ("confirm", {}))
    end(asking)
    assert heard(asking) == annas(("confirm", outcome))


@pytest.mark.parametrize(("end", "outcome"), ENDS)
def test_a_permission_that_is_not_given(asking: Form, end: Any, outcome: str):
    end(asking)
    assert heard(asking) == annas(("permission", outcome))


def test_one_watches_at_a_time_and_ends_only_its_own_watch(watched: Form):
    watch(watched, "bob")
    watched.run("window.ends.anna();")
    change(watched)
    assert heard(watched) == [["bob", "update", {"revision": 2}]]
    watched.run("window.ends.bob();")
    watched.given(synced_revision=2)
    reads(watched)
    assert heard(watched) == [["bob", "update", "done"]], "what had begun ends for who heard it begin"
    change(watched, 3)
    assert heard(watched) == []


def now(form: Form) -> dict[str, Any]:
    return form.run("return window.formNow;")


def test_what_the_form_has_now_of_a_session(form: Form):
    form.visit()
    assert now(form) == {"payment": "", "due": None}
    form.loads()
    assert now(form) == {"payment": "cs_1", "due": 4000}
    form.stripe_has(**total(4100))
    assert now(form) == {"payment": "cs_1", "due": 4100}
    form.given(client_secret="cs_2_secret_2")
    form.loads(session(id="cs_2", due=4100), times=2)
    assert now(form) == {"payment": "cs_2", "due": 4100}


def test_what_the_form_has_now_of_an_intent(form: Form):
    form.visit(secret=INTENT)
    form.has_the_late_part()
    form.wait_for("retrievePaymentIntent")
    assert now(form) == {"payment": "pi_1", "due": None}
    form.reads_intent(4000)
    assert now(form) == {"payment": "pi_1", "due": 4000}
