"""The files of deploy/ are held against the project: what they set, start, copy and tell of is there."""

import importlib.util
import re
import shlex
import subprocess

import pytest

from rxapp.api.routes import ROUTES
from rxapp.settings import Settings
from tests.code_blocks import blocks_for
from tests.serving import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE, DOCKERFILE, UNIT = ((DEPLOY / name).read_text() for name in ("compose.yaml", "Dockerfile", "store.service"))
README, CADDYFILE, NGINX = ((DEPLOY / name).read_text() for name in ("README.md", "Caddyfile", "nginx.conf"))
ALL = {"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE, "store.service": UNIT, "README.md": README}
NOT_OURS = re.compile(r"(REFLEX_(USE_NPM|TELEMETRY|CHECK)\w*|POSTGRES_\w+|ADDRESS|STORE|PATH|SIG\w+|[A-Z]+)$")


def test_every_setting_that_they_name_is_one_of_the_stores():
    named = set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", " ".join(ALL.values())))
    ours = {name.upper() for name in Settings.model_fields}
    assert {name for name in named if not NOT_OURS.match(name)} <= ours


@pytest.mark.parametrize("name", ["Dockerfile", "store.service"])
def test_what_they_start_is_there(name: str):
    started = set(re.findall(r"\brxapp\.\w+", ALL[name]))
    assert started == {"rxapp.serve"}
    assert importlib.util.find_spec("rxapp.serve")


def test_the_steps_on_one_machine_fit_the_unit_the_proxy_and_the_project():
    [steps] = blocks_for(__file__, "deploy/README.md")
    named = re.findall(r"deploy/[\w.]+|requirements\.txt|\.env\.example", steps.code)
    assert len(named) > 3 and all((ROOT / name).exists() for name in named)
    lines = steps.code.splitlines()
    [(home, name)] = re.findall(r"^useradd .*--home-dir (\S+) .* (\w+) &&", steps.code, re.MULTILINE)
    assert all(f"\n{line}" in UNIT for line in (f"WorkingDirectory={home}\n", f"User={name}\n", f"ExecStart={home}/"))
    assert f" {home}" in lines[1] and lines[3].startswith(f"cd {home} &&")
    [(unit, service)] = re.findall(r"^cp deploy/(\S+) .*enable --now (\w+)$", steps.code, re.MULTILINE)
    assert unit == f"{service}.service"
    [build] = re.findall(r"reflex export [^']*", steps.code)
    assert f"@{build} " in (ROOT / "Makefile").read_text()
    [proxy] = [line for line in lines if "deploy/Caddyfile" in line]
    sed, file = proxy.split(" > ")
    assert file == "/etc/caddy/Caddyfile", "where the service looks for it, after each start of the machine, too"
    filled = subprocess.run(shlex.split(sed), cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "\nshop.example {" in filled and "reverse_proxy 127.0.0.1:3000 {" in filled and "{$" not in filled


def test_what_the_image_copies_is_there_and_is_all_that_the_store_needs():
    copied = set(re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.MULTILINE))
    assert all((ROOT / one).exists() for one in copied)
    assert copied >= {"rxapp", "assets", "migrations", "reflex.lock", "rxconfig.py", "requirements.txt"}


def test_the_addresses_that_they_ask_or_close_are_there():
    ours = {route.path for route in ROUTES if hasattr(route, "path")}
    for text in (DOCKERFILE, CADDYFILE, NGINX, README):
        assert set(re.findall(r"(?<=[\s:`'\d])(/ready|/health|/metrics)\b", text)) <= ours
    assert "/metrics" in CADDYFILE and "/metrics" in NGINX, "nobody passes the proxy to it"
