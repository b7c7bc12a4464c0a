"""The habits of Stripe's API besides its resources: keys, headers, forms, files, and the refusal of live keys."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from rxapp.sandbox.app import create_sandbox
from tests.serving import ROOT

from .conftest import Account


@pytest.mark.parametrize("key", ["sk_live_12345678", "rk_live_12345678", "sk_test_", "sk_test_with-dash1", "nonsense"])
def test_any_other_key_is_refused(account: Account, key: str) -> None:
    answer = account.raw("GET", "/v1/products", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert answer.json()["error"]["message"].startswith("Invalid API Key provided: ")
    assert key not in answer.text
    assert answer.headers["request-id"].startswith("req_")


def test_no_key_and_the_publishable_key_are_refused(account: Account) -> None:
    assert "You did not provide an API key" in account.raw("GET", "/v1/products", headers={}).text
    headers = {"authorization": f"Bearer {account.publishable_key}"}
    assert account.raw("GET", "/v1/products", headers=headers).status_code == 401


def test_a_key_works_as_the_user_name_of_basic_authentication(account: Account) -> None:
    answer = httpx.get(f"{account.base}/v1/products", auth=(account.secret_key, ""))
    assert answer.status_code == 200


def test_answers_carry_stripes_headers(account: Account) -> None:
    headers = {
        "authorization": f"Bearer {account.secret_key}",
        "idempotency-key": "k",
        "stripe-version": "2025-03-31.basil",
    }
    first = account.raw("POST", "/v1/products", headers=headers, content="name=Tea")
    assert first.headers["stripe-version"] == "2025-03-31.basil"
    assert first.headers["idempotency-key"] == "k"
    assert "idempotent-replayed" not in first.headers
    second = account.raw("POST", "/v1/products", headers=headers, content="name=Tea")
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["original-request"] == first.headers["request-id"]
    assert second.content == first.content


@pytest.mark.parametrize("version", ["2026-13-45-endive", "2099-01-01.endive", "2025-03-31.fennel", "latest", ""])
def test_a_version_that_there_is_none_of_is_refused(account: Account, version: str) -> None:
    headers = {"authorization": f"Bearer {account.secret_key}", "stripe-version": version}
    answer = account.raw("POST", "/v1/products", headers=headers, content="name=Tea")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["message"].startswith(f"Invalid Stripe API version: {version}. ")
    assert account.raw("GET", "/v1/products").json()["data"] == []


@pytest.mark.parametrize(
    "version", ["2023-10-16", "2025-03-31.basil; checkout_server_update_beta=v1;", "2026-11-18.preview"]
)
def test_an_earlier_version_with_a_preview_or_without_is_taken(account: Account, version: str) -> None:
    headers = {"authorization": f"Bearer {account.secret_key}", "stripe-version": version}
    assert account.raw("GET", "/v1/products", headers=headers).headers["stripe-version"] == version


def test_forms_are_understood_as_curl_and_the_sdks_send_them(account: Account) -> None:
    curl = (
        "mode=payment&ui_mode=elements&line_items[][price_data][currency]=usd&line_items[][price_data][unit_amount]=500"
        "&line_items[][price_data][product_data][name]=A&line_items[][quantity]=1"
        "&line_items[][price_data][currency]=usd&line_items[][price_data][unit_amount]=700"
        "&line_items[][price_data][product_data][name]=B+%26+C&line_items[][quantity]=2&metadata[0]=zero&expand[]=line_items"
    )
    session = account.raw("POST", "/v1/checkout/sessions", content=curl).json()
    assert session["amount_total"] == 1900
    assert session["metadata"] == {"0": "zero"}
    assert [line["description"] for line in session["line_items"]["data"]] == ["A", "B & C"]
    escaped = account.raw("GET", f"/v1/checkout/sessions/{session['id']}?expand%5B0%5D=line_items").json()
    assert escaped["line_items"] == session["line_items"]


def test_an_unknown_address_and_a_form_that_is_none_are_refused(account: Account) -> None:
    answer = account.raw("GET", "/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith("Unrecognized request URL (GET: /v1/nothing)")
    assert account.raw("POST", "/v1/products", content=b"name=\xff%ff").status_code == 400


def test_a_browser_of_any_origin_may_ask(account: Account) -> None:
    asked = account.raw("OPTIONS", "/v1/payment_methods", headers={"origin": "null"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "content-type" in asked.headers["access-control-allow-headers"]
    refused = account.browse("/v1/payment_pages/cs_none/init", {"client_secret": "x"})
    assert refused.status_code == 404
    assert refused.headers["access-control-allow-origin"] == "*"


def test_a_client_secret_is_needed_to_see_a_session(account: Account, cart: dict[str, Any]) -> None:
    session = account.client().v1.checkout.sessions.create(cart)  # pyright: ignore[reportArgumentType]
    path = f"/v1/payment_pages/{session.id}/init"
    assert account.browse(path, {"client_secret": f"{session.id}_secret_guess"}).status_code == 404
    assert account.browse(path, {}).status_code == 400


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v3/", "text/javascript"),
        ("/endive/stripe.js", "text/javascript"),
        ("/_sandbox/three_d_secure/tds_1", "text/html"),
        ("/_sandbox/", "text/html"),
        ("/_sandbox/page.css", "text/css"),
        ("/_sandbox/page.js", "text/javascript"),
        ("/_sandbox/drawing.js", "text/javascript"),
    ],
)
def test_files_are_served_as_what_they_are(account: Account, path: str, kind: str) -> None:
    answer = account.raw("GET", path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["cache-control"] == "no-cache"


def test_files_outside_are_not_served(account: Account) -> None:
    for path in (
        "/_sandbox/elements/../app.py",
        "/_sandbox/elements/..%2fapp.py",
        "/_sandbox/nothing",
        "/_sandbox/elements/",
    ):
        assert account.raw("GET", path).status_code == 404


def test_it_says_which_paths_are_its_own(tmp_path: Path) -> None:
    sandbox = create_sandbox(tmp_path / "stripe.db")
    for path in ("/v1/products", "/v3/", "/v3", "/endive/stripe.js", "/_sandbox", "/_sandbox/elements/card.html"):
        assert sandbox.owns(path)
    for path in ("/", "/v1", "/checkout", "/v3/other", "/assets/stripe.js/x", "/_sandboxed", "/stripe.js"):
        assert not sandbox.owns(path)


def test_card_numbers_and_secrets_are_not_in_the_log(account: Account) -> None:
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "737"}
    account.browse("/v1/payment_methods", {"type": "card", "card": card})
    shown = account.look("requests")[0]["params"]["card"]
    assert (shown["number"], shown["cvc"]) == ("••••4242", "••••")


@pytest.mark.usefixtures("processes")
def test_a_live_key_keeps_it_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "rxapp.sandbox", "--data-dir", str(tmp_path)]
    environment = {**os.environ, "STRIPE_SECRET_KEY": "sk_live_0123456789", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode != 0
    assert "live key" in ended.stderr
    assert "sk_live_0123456789" not in ended.stderr
    monkeypatch.setenv("STRIPE_SECRET_KEY", "rk_live_0123456789")
    with pytest.raises(RuntimeError, match="live key"):
        create_sandbox(tmp_path / "stripe.db")
    assert not (tmp_path / "stripe.db").exists()
