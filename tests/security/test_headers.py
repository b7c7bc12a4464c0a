"""The security headers: exact in every mode, and exact for what the pages hold."""

import base64
import hashlib
import os
import re
from pathlib import Path

import httpx
import pytest

from rxapp.api.middleware.content_security import InlineScripts, content_security_policy
from rxapp.api.middleware.security import headers_everywhere
from rxapp.settings import Settings
from tests.serving import ROOT, Server, running, store_server

LIVE = {
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "PUBLIC_URL": "https://shop.example",
}
TEST = {"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_PUBLISHABLE_KEY": "pk_test_x"}
HTTPS = {"PUBLIC_URL": "https://shop.example"}
ELSEWHERE = {"STRIPE_API_BASE": "http://127.0.0.1:12111"}
OF_THE_LOCAL_STRIPE = ("/_sandbox/", "/v3/", "/v1/events")
HASHES = ("'sha256-A'", "'sha256-B'")

LOCAL_POLICY = (
    "default-src 'self'; script-src 'self' 'sha256-A' 'sha256-B'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
ELSEWHERE_POLICY = (
    "default-src 'self'; script-src 'self' 'sha256-A' 'sha256-B' http://127.0.0.1:12111; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' http://127.0.0.1:12111; "
    "frame-src http://127.0.0.1:12111; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
STRIPE_POLICY = (
    "default-src 'self'; script-src 'self' 'sha256-A' 'sha256-B' "
    "https://*.js.stripe.com https://js.stripe.com https://maps.googleapis.com; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self' https://api.stripe.com https://maps.googleapis.com; "
    "frame-src https://*.js.stripe.com https://js.stripe.com https://hooks.stripe.com; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "payment=(self), camera=(), microphone=(), geolocation=(), usb=()",
    "cross-origin-opener-policy": "same-origin-allow-popups",
}
PAYMENT_BY_STRIPE = 'payment=(self "https://js.stripe.com"), camera=(), microphone=(), geolocation=(), usb=()'


def settings(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    ("environment", "policy"),
    [
        ({}, LOCAL_POLICY),
        (ELSEWHERE, ELSEWHERE_POLICY),
        (TEST, STRIPE_POLICY),
        (TEST | HTTPS, f"{STRIPE_POLICY}; upgrade-insecure-requests"),
        (LIVE, f"{STRIPE_POLICY}; upgrade-insecure-requests"),
    ],
    ids=["local", "local elsewhere", "test", "test over https", "live"],
)
def test_the_policy_of_each_mode(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], policy: str):
    assert content_security_policy(settings(monkeypatch, environment), HASHES) == policy


@pytest.mark.parametrize(
    ("environment", "headers"),
    [
        ({}, EVERYWHERE),
        (TEST, EVERYWHERE | {"permissions-policy": PAYMENT_BY_STRIPE}),
        (HTTPS, EVERYWHERE | {"strict-transport-security": "max-age=31536000"}),
        (
            LIVE,
            EVERYWHERE | {"permissions-policy": PAYMENT_BY_STRIPE, "strict-transport-security": "max-age=31536000"},
        ),
    ],
    ids=["local", "test", "local over https", "live"],
)
def test_the_other_headers_of_each_mode(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], headers: dict[str, str]
):
    assert headers_everywhere(settings(monkeypatch, environment)) == headers


def test_a_page_may_run_its_own_inline_scripts_and_no_other(tmp_path: Path):
    (tmp_path / "index.html").write_text('<script src="/a.js"></script><script type="module">run()</script>')
    page = tmp_path / "products"
    page.mkdir()
    (page / "tea.html").write_text("<script>\nboil()\n</script>")
    written = [base64.b64encode(hashlib.sha256(text).digest()).decode() for text in (b"run()", b"\nboil()\n")]
    assert set(InlineScripts(tmp_path).hashes) == {f"'sha256-{one}'" for one in written}


def test_a_build_that_is_made_anew_has_its_own_scripts(tmp_path: Path):
    page, scripts = tmp_path / "index.html", InlineScripts(tmp_path)
    assert scripts.hashes == ()
    seen: set[tuple[str, ...]] = set()
    for moment, script in enumerate(("one()", "two()"), 1):
        page.write_text(f"<script>{script}</script>")
        os.utime(page, ns=(moment, moment))
        seen.add(scripts.hashes)
    assert len(seen) == 2 and () not in seen


def policy_of(server: Server, path: str = "/") -> str:
    return httpx.get(f"{server.url}{path}").headers["content-security-policy"]


def expected(policy: str) -> str:
    hashes = InlineScripts(ROOT / ".web" / "build" / "client").hashes
    assert len(hashes) > 5
    return policy.replace("'sha256-A' 'sha256-B'", " ".join(hashes))


@pytest.mark.parametrize("path", ["/", "/cart", "/checkout", "/complete", "/products/yame-sencha", "/nowhere"])
def test_every_page_is_served_with_the_policy(store: Server, path: str):
    answer = httpx.get(f"{store.url}{path}")
    assert answer.headers["content-security-policy"] == expected(LOCAL_POLICY)
    assert not re.search(r"\son\w+=", answer.text), "an inline handler would not run"
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE


@pytest.mark.parametrize("path", ["/health", "/css/tokens.css", "/fonts/inter.woff2", "/api/checkout", "/ping"])
def test_everything_else_has_the_headers_too(store: Server, path: str):
    headers = httpx.get(f"{store.url}{path}").headers
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert re.fullmatch(r"req_[0-9a-f]{16}", headers["x-request-id"])


def test_a_live_store_serves_stripes_policy_a_secure_cookie_and_no_local_stripe(production_build: None, tmp_path: Path):
    with running(store_server(tmp_path, root=ROOT, **LIVE)) as live:
        answer = httpx.get(live.url)
        assert answer.headers["content-security-policy"] == expected(f"{STRIPE_POLICY}; upgrade-insecure-requests")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert "; Secure" in answer.headers["set-cookie"]
        assert [httpx.get(f"{live.url}{path}").status_code for path in OF_THE_LOCAL_STRIPE] == [404, 404, 404]
        foreign = httpx.post(f"{live.url}/api/checkout/add-product", json={}, headers={"origin": live.url})
        assert foreign.status_code == 403, "only https://shop.example is the store"


def test_the_local_stripe_is_where_it_is_looked_for(store: Server):
    assert [httpx.get(f"{store.url}{path}").status_code for path in OF_THE_LOCAL_STRIPE] == [200, 200, 401]


def test_the_local_stripe_may_be_framed_by_the_store(store: Server):
    answer = httpx.get(f"{store.url}/_sandbox/elements/payment.html")
    headers = answer.headers
    assert (answer.status_code, "Secure payment input frame" in answer.text) == (200, True)
    assert "frame-ancestors 'none'" not in headers.get("content-security-policy", "")
    assert "x-frame-options" not in headers
