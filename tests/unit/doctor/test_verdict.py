"""What the doctor ends with, and how it says what it has found."""

import pytest

from rxapp.doctor import __main__ as command
from rxapp.doctor import machine, surroundings
from rxapp.doctor.finding import SIGNS, Finding, State
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


@pytest.mark.parametrize("state", SIGNS)
def test_a_finding_begins_with_its_sign_and_has_its_cure_under_it(state: State):
    assert str(Finding("Port", state, "said")) == f"{SIGNS[state]} Port      said"
    assert str(Finding("Port", state, "said", "cure")).splitlines()[1].strip() == "→ cure"
