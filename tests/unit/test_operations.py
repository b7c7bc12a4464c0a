"""What docs/operations.md says of commands, settings, metrics, log lines, numbers and files is so."""

import ast
import importlib.util
import re
import subprocess

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from rxapp import metrics, serve
from rxapp.api.routes import ROUTES
from rxapp.checkout import reconciling
from rxapp.payments import breaker
from rxapp.payments.failures import StripeFailure
from rxapp.settings import Settings
from rxapp.shop.refusal import Refusal
from tests.code_blocks import blocks_for
from tests.kinds import every_kind
from tests.serving import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
SCRAPED, RULES = (yaml.safe_load(block.code) for block in blocks_for(__file__, "docs/operations.md"))
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]
KEPT = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
OF_A_HISTOGRAM = ("_count", "_sum", "_bucket")
NOT_SETTINGS = {"CHANGELOG", "ERROR", "INFO", "INTO", "README", "SIGTERM", "VACUUM", "WARNING"}


@pytest.mark.parametrize("command", re.findall(r"`(make [\w-]+|python -m [\w.]+)`", PAGE))
def test_each_command_is_there(command: str):
    if command.startswith("make"):
        subprocess.run(["make", "-n", command.split()[1]], cwd=ROOT, check=True, capture_output=True)
    else:
        assert importlib.util.find_spec(command.split()[2])


def test_every_name_in_capitals_is_a_setting():
    named = set(re.findall(r"\b[A-Z][A-Z_]{3,}\b", PAGE)) - NOT_SETTINGS
    assert named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_each_address_is_served():
    named = set(re.findall(r"`(/[a-z/]+)`", PAGE)) - {"/merchant"}
    assert named == {"/health", "/ready", "/metrics", "/webhooks/stripe"}
    assert named <= {route.path for route in ROUTES if hasattr(route, "path")}


def told(metric: MetricWrapperBase) -> str:
    described = next(iter(metric.describe()))
    return described.name + ("_total" if described.type == "counter" else "")


def test_every_metric_is_told_of_and_no_other():
    assert set(re.findall(r"^\| `(store_\w+)`", PAGE, re.MULTILINE)) == {told(one) for one in KEPT}


def outcomes() -> set[str]:
    refused = {str(vars(one)["code"]) for one in every_kind(Refusal) if "code" in vars(one)}
    labels = " ".join(found for text in SOURCES for found in re.findall(r"metrics\.\w+\.labels\((.*?)\)", text))
    counted = re.findall(r'"(\w+)"', labels)
    return {metrics.DONE, *refused, *(one.__name__ for one in every_kind(StripeFailure)), *counted}


SOURCES = [file.read_text("utf-8") for file in sorted((ROOT / "rxapp").rglob("*.py")) if "sandbox" not in file.parts]


def test_prometheus_asks_where_the_store_is_with_a_token_as_it_wants_it():
    [job] = SCRAPED["scrape_configs"]
    assert job["authorization"].keys() == {"credentials"}, "sent as `Bearer`, unless said otherwise"
    assert job["static_configs"] == [{"targets": [f"127.0.0.1:{Settings.model_fields['port'].default}"]}]
    assert job.keys() == {"job_name", "authorization", "static_configs"}, "`/metrics` is where it looks by itself"


def test_each_rule_has_what_prometheus_wants_of_one():
    assert [group.keys() for group in RULES["groups"]] == [{"name", "rules"}]
    for rule in ALERTS:
        assert {"alert", "expr"} <= rule.keys() <= {"alert", "expr", "for"}
        assert re.fullmatch(r"[A-Z]\w+", rule["alert"])
        assert re.fullmatch(r"\d+[smh]", rule.get("for", "5m"))
        assert all(rule["expr"].count(one) == rule["expr"].count(other) for one, other in ("()", "[]", "{}"))


@pytest.mark.parametrize("expression", [rule["expr"] for rule in ALERTS])
def test_each_rule_asks_for_what_is_counted(expression: str):
    series = {told(one) for one in KEPT}
    series |= {f"{name}{end}" for name in series if name.endswith("_seconds") for end in OF_A_HISTOGRAM}
    named = re.findall(r"store_\w+", expression)
    assert named
    assert set(named) <= series
    assert set(re.findall(r'outcome="(\w+)"', expression)) <= outcomes()


def logged() -> str:
    """The texts of all calls of a logger."""
    return "\n".join(said for text in SOURCES for said in re.findall(r'\blogger\.\w+\(\s*"([^"]+)"', text))


def test_each_line_of_the_log_is_written_somewhere():
    section = PAGE.split("\n## Logs\n")[1].split("\n## ")[0]
    lines = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert len(lines) > 5
    assert [line for line in lines if line not in logged()] == []


def test_the_numbers_are_those_of_the_code():
    assert f"have {serve.DRAIN_SECONDS} s to end" in PAGE
    assert "TimeoutStopSec=30" in (ROOT / "deploy" / "store.service").read_text()
    assert "give the process 30 s" in PAGE
    assert f"thrown away after {reconciling.KEPT.days} days" in PAGE
    words = {5: "five"}
    assert f"after {words[breaker.FAILURES]} calls without an answer" in PAGE
    assert f"asks once in {words[int(breaker.PAUSE_SECONDS)]} seconds" in PAGE


def test_no_migration_takes_a_column_or_a_table_away():
    for file in (ROOT / "migrations" / "versions").glob("*.py"):
        [upgrade] = [node for node in ast.parse(file.read_text()).body if getattr(node, "name", "") == "upgrade"]
        assert not re.search(r"drop_(column|table)", ast.unparse(upgrade)), file.name


def test_the_secrets_that_are_made_up_have_these_names():
    named = set(re.findall(r"`(\w+\.secret)`", PAGE))
    settings = (ROOT / "rxapp" / "settings.py").read_text()
    assert named == set(re.findall(r'"(\w+\.secret)"', settings))


def test_what_an_old_version_says_of_newer_tables():
    [said] = re.findall(r"its start says \*(.+?)\*", PAGE)
    assert said in (ROOT / "rxapp" / "orders" / "migrating.py").read_text()
