"""What the doctor ends with, and how it says what it has found."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from rxapp.doctor import __main__ as command
from rxapp.doctor import machine, surroundings
from rxapp.doctor.finding import SIGNS, Finding, State, fine, unsure, wrong
from rxapp.payments.http import HttpClient
from rxapp.settings import Settings

LOOKED_AT = [
    (machine, "python"),
    (machine, "node"),
    (machine, "port"),
    (surroundings, "folder"),
    (surroundings, "redis"),
]


@pytest.mark.parametrize("place", range(len(LOOKED_AT) + 1))
@pytest.mark.parametrize(("state", "code"), [("fine", 0), ("unsure", 0), ("wrong", 1)])
def test_only_what_is_wrong_ends_with_1_wherever_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: int, state: State, code: int
):
    def finding(number: int) -> Finding:
        return Finding(f"Thing {number}", state if number == place else "fine", "said")

    for number, (module, name) in enumerate(LOOKED_AT):
        monkeypatch.setattr(module, name, lambda *_given, number=number: finding(number))

    async def asked(_settings: Settings) -> list[Finding]:
        return [finding(len(LOOKED_AT))]

    monkeypatch.setattr(command, "_asked", asked)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == code
    assert [line[2:9] for line in capsys.readouterr().out.splitlines()] == [f"Thing {one}" for one in range(5)]


@pytest.mark.parametrize("local", [True, False], ids=["of its own", "of Stripe"])
async def test_what_has_to_be_asked_is_told_in_its_order_and_nothing_stays_open(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], local: bool
):
    async def looked(_settings: Settings, *_given: object) -> Finding:
        return Finding("Looked", "fine", "said")

    async def of_stripe(*_given: object) -> AsyncIterator[Finding]:
        for subject in ("Keys", "Clock"):
            yield Finding(subject, "wrong", "said")

    async def close(http: HttpClient) -> None:
        closed.append(http)

    closed: list[HttpClient] = []
    for module, name, with_it in ((surroundings, "database", looked), (surroundings, "https", looked)):
        monkeypatch.setattr(module, name, with_it)
    monkeypatch.setattr(command, "stripe_findings", of_stripe)
    monkeypatch.setattr(command.HttpClient, "close_async", close)
    keys = {} if local else {"stripe_secret_key": SecretStr("sk_test_1"), "stripe_publishable_key": "pk_test_1"}
    found = await command._asked(Settings(_env_file=None, **keys))  # pyright: ignore[reportCallIssue, reportPrivateUsage]
    subjects = ["Looked", "Looked", *(["Keys"] if local else ["Keys", "Clock"])]
    assert [one.subject for one in found] == subjects
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == subjects, "each as soon as it is known"
    assert (found[-1].state, len(closed)) == (("fine", 0) if local else ("wrong", 1))


def test_a_tick_is_for_what_is_well_and_a_cross_for_what_is_not():
    assert {state: SIGNS[state] for state in ("fine", "unsure", "wrong")} == {"fine": "✓", "unsure": "?", "wrong": "✗"}
    assert [(one("Port", "said", *cure).state) for one, cure in ((fine, []), (unsure, ["x"]), (wrong, ["x"]))] == [
        *("fine", "unsure", "wrong")
    ]


@pytest.mark.parametrize("state", SIGNS)
def test_a_finding_begins_with_its_sign_and_has_its_cure_under_it(state: State):
    assert str(Finding("Port", state, "said")) == f"{SIGNS[state]} Port      said"
    assert str(Finding("Port", state, "said", "cure")).splitlines()[1].strip() == "→ cure"
