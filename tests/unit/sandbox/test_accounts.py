"""Keys: whose they are, and which are refused."""

import base64

import pytest

from rxapp.sandbox.protocol import accounts
from rxapp.sandbox.rules.errors import StripeError


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer sk_test_anna_123",
        "bearer sk_test_anna_123",
        "BEARER   sk_test_anna_123 ",
        "Bearer rk_test_anna_123",
        basic("sk_test_anna_123:"),
        basic("sk_test_anna_123"),
        basic("sk_test_anna_123:a password").replace("Basic", "basic"),
    ],
)
def test_a_secret_key_opens_its_account(authorization: str) -> None:
    assert accounts.of_secret_key(authorization) == "anna_123"


@pytest.mark.parametrize(
    ("authorization", "said"),
    [
        (None, "You did not provide an API key."),
        ("", "You did not provide an API key."),
        ("Bearer ", "You did not provide an API key."),
        ("sk_test_anna_123", "You did not provide an API key."),
        ("Digest sk_test_anna_123", "You did not provide an API key."),
        ("Basic sk_test_anna_123", "You did not provide an API key."),
        ("Basic ////", "You did not provide an API key."),
        ("Bearer sk_live_anna_123", "Invalid API Key provided: sk_live_****_123"),
        ("Bearer xsk_test_anna_123", "Invalid API Key provided: xsk_test*****_123"),
        ("Bearer sk_test_", "Invalid API Key provided: ********"),
        ("Bearer sk_test_anna-123", "Invalid API Key provided: sk_test_****-123"),
        ("Bearer sk_test_anna_123 x", "Invalid API Key provided: sk_test_******23 x"),
    ],
)
def test_no_key_and_any_other_is_refused(authorization: str | None, said: str) -> None:
    with pytest.raises(StripeError) as refused:
        accounts.of_secret_key(authorization)
    assert refused.value.status == 401
    assert refused.value.body["message"].startswith(said)
    assert "code" not in refused.value.body


def test_a_publishable_key_is_told_to_be_one() -> None:
    with pytest.raises(StripeError) as refused:
        accounts.of_secret_key("Bearer pk_test_anna_123")
    assert (refused.value.status, refused.value.body["code"]) == (401, "secret_key_required")
    assert refused.value.body["message"] == (
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of "
        "your API keys at https://dashboard.stripe.com/account/apikeys."
    )


def test_a_publishable_key_opens_its_account() -> None:
    assert accounts.of_publishable_key("pk_test_anna_123") == "anna_123"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "You did not provide an API key."),
        ("", "You did not provide an API key."),
        (12345678, "You did not provide an API key."),
        ("sk_test_anna_123", "Invalid API Key provided: sk_test_****_123"),
        ("pk_live_anna_123", "Invalid API Key provided: pk_live_****_123"),
        ("pk_test_", "Invalid API Key provided: ********"),
    ],
)
def test_a_browser_needs_a_publishable_test_key(key: object, said: str) -> None:
    with pytest.raises(StripeError) as refused:
        accounts.of_publishable_key(key)
    assert refused.value.status == 401
    assert refused.value.body["message"].startswith(said)


@pytest.mark.parametrize("name", ["1", "123", "x", "aB3_", "a" * 200])
def test_any_name_is_one_of_an_account(name: str) -> None:
    assert accounts.of_secret_key(f"Bearer sk_test_{name}") == name
    assert accounts.of_secret_key(f"Bearer rk_test_{name}") == accounts.of_publishable_key(f"pk_test_{name}") == name


def test_the_two_keys_of_an_account_of_stripes_own_belong_together() -> None:
    account = "51" + "H" * 14
    assert accounts.of_secret_key(f"Bearer sk_test_{account}{'a' * 83}00abcdefgh") == account
    assert accounts.of_publishable_key(f"pk_test_{account}{'b' * 83}00ijklmnop") == account


@pytest.mark.parametrize(("more", "own"), [(39, False), (40, True), (100, True)])
@pytest.mark.parametrize(("start", "like"), [("51", True), ("50", False)])
def test_a_name_like_stripes_own_is_as_long_as_those(more: int, own: bool, start: str, like: bool) -> None:
    name = f"{start}{'H' * 14}{'a' * more}"
    assert accounts.of_secret_key(f"Bearer sk_test_{name}") == (name[:16] if own and like else name)


def test_the_two_keys_on_the_pages_of_the_documentation_belong_together() -> None:
    secret = accounts.of_secret_key("Bearer sk_test_BQokikJOvBiI2HlWgH4olfQ2")
    assert accounts.of_publishable_key("pk_test_TYooMQauvdEDq54NiTphI7jx") == secret


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1"])
def test_it_does_not_start_where_a_live_key_is(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", key)
    with pytest.raises(RuntimeError, match="live key"):
        accounts.refuse_live_key()


@pytest.mark.parametrize("key", ["sk_test_1", "rk_test_1", "", None])
def test_it_starts_where_none_is(monkeypatch: pytest.MonkeyPatch, key: str | None) -> None:
    monkeypatch.delenv("STRIPE_SECRET_KEY", raising=False)
    if key is not None:
        monkeypatch.setenv("STRIPE_SECRET_KEY", key)
    accounts.refuse_live_key()
