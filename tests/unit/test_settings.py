"""Settings: what is documented, and how a wrong value is answered."""

import os
import re
import subprocess
import sys

import pytest

from rxapp.settings import Settings, load_settings
from tests.serving import ROOT

EXAMPLE = (ROOT / ".env.example").read_text()


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
    return subprocess.run(
        [sys.executable, "-c", "import rxapp.settings"],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
    )


def test_every_setting_is_in_the_example_and_the_other_way_round():
    documented = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PUBLIC_URL", "shop.example"),
        ("STRIPE_SECRET_KEY", "hunter2"),
        ("STRIPE_PUBLISHABLE_KEY", "hunter2"),
        ("STRIPE_WEBHOOK_SECRET", "hunter2"),
        ("STRIPE_API_BASE", "localhost:12111"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_stops_the_start_with_one_line_that_names_it(variable: str, value: str):
    ended = start(**{variable: value})
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert variable in ended.stderr
    assert value not in ended.stderr or variable in ("PORT",), "a secret must not be repeated"


LIVE = {"STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_PUBLISHABLE_KEY": "pk_live_x"}
LIVE_COMPLETE = LIVE | {"STRIPE_WEBHOOK_SECRET": "whsec_x", "PUBLIC_URL": "https://shop.example"}


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"STRIPE_SECRET_KEY": "sk_test_x"}, "STRIPE_PUBLISHABLE_KEY"),
        ({"STRIPE_PUBLISHABLE_KEY": "pk_test_x"}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_PUBLISHABLE_KEY": "pk_test_x"}, "different modes"),
        (LIVE, "STRIPE_WEBHOOK_SECRET"),
        (LIVE_COMPLETE | {"PUBLIC_URL": "http://shop.example"}, "PUBLIC_URL"),
        (LIVE_COMPLETE | {"STRIPE_API_BASE": "http://127.0.0.1:12111"}, "STRIPE_API_BASE"),
    ],
)
def test_settings_that_do_not_fit_together_stop_the_start(environment: dict[str, str], named: str):
    ended = start(**environment)
    assert ended.returncode == 1
    assert named in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_live_store_knows_no_local_stripe(monkeypatch: pytest.MonkeyPatch):
    for name, value in LIVE_COMPLETE.items():
        monkeypatch.setenv(name, value)
    live = load_settings()
    assert (live.mode, live.sandbox_is_ours_to_run, live.api_base, live.stripe_js_url) == ("live", False, None, "")


def test_a_local_stripe_elsewhere_is_used_and_not_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STRIPE_API_BASE", "http://127.0.0.1:12111")
    elsewhere = load_settings()
    assert (elsewhere.mode, elsewhere.sandbox_is_ours_to_run) == ("local", False)
    assert elsewhere.stripe_js_url == "http://127.0.0.1:12111/endive/stripe.js"
