"""Each setting: what is taken, what stops the start, and what follows from it."""

import stat
from pathlib import Path
from typing import Any

import pytest

from rxapp.settings import LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY, Settings, load_settings

TEST = {"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_PUBLISHABLE_KEY": "pk_test_x"}
LIVE = {
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "PUBLIC_URL": "https://shop.example",
}
ELSEWHERE = {"STRIPE_API_BASE": "http://127.0.0.1:12111"}


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Starts with these settings, and the defaults of all others, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def started(**environment: str) -> Settings:
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            return load_settings()

    return started


DEFAULTS: dict[str, Any] = {
    "port": 3000,
    "public_url": "",
    "data_dir": Path(".data"),
    "database_url": "",
    "stripe_publishable_key": "",
    "stripe_api_base": "",
    "stripe_calls_per_second": None,
    "checkout_flow": "checkout_session",
    "reconcile_seconds": 30,
    "payment_seconds": 15,
    "bank_seconds": 300,
    "stuck_seconds": 120,
    "log_level": "INFO",
    "log_format": "text",
    "trusted_proxy_hops": 0,
    "workers": None,
    "changes_per_cart": "300/minute",
    "changes_per_address": "3000/minute",
    "wrong_codes_per_cart": "10/10 minutes",
    "wrong_codes_per_address": "100/10 minutes",
    "wrong_tokens_per_address": "10/10 minutes",
    "requests_per_address": "1200/minute",
}
SECRET = {
    "stripe_secret_key",
    "stripe_webhook_secret",
    "cart_secret",
    "reflex_redis_url",
    "metrics_token",
    "merchant_token",
}


def test_the_default_of_every_setting(start: Any):
    defaults = start()
    assert {name: getattr(defaults, name) for name in DEFAULTS} == DEFAULTS
    assert set(DEFAULTS) | SECRET == set(Settings.model_fields)
    assert [getattr(defaults, name).get_secret_value() for name in SECRET] == [""] * len(SECRET)


TAKEN: dict[str, list[str]] = {
    "PORT": ["1", "65535"],
    "PUBLIC_URL": ["http://shop.example", "https://shop.example/"],
    "DATA_DIR": ["elsewhere"],
    "DATABASE_URL": ["postgresql://a:b@localhost/store", "postgres://localhost/store", "sqlite:///store.db"],
    "STRIPE_SECRET_KEY": [],  # with the other one alone, see below
    "STRIPE_PUBLISHABLE_KEY": [],
    "STRIPE_WEBHOOK_SECRET": ["whsec_x"],
    "STRIPE_API_BASE": ["http://127.0.0.1:12111", "https://stripe.example/"],
    "STRIPE_CALLS_PER_SECOND": ["1", "10000"],
    "CHECKOUT_FLOW": ["checkout_session", "payment_intent"],
    "CART_SECRET": ["x"],
    "RECONCILE_SECONDS": ["0.1", "3600"],
    "PAYMENT_SECONDS": ["0", "600"],
    "BANK_SECONDS": ["0", "3600"],
    "STUCK_SECONDS": ["30", "86400"],
    "LOG_LEVEL": ["DEBUG", "INFO", "WARNING", "ERROR"],
    "LOG_FORMAT": ["text", "json"],
    "TRUSTED_PROXY_HOPS": ["0", "10"],
    "WORKERS": ["1"],
    "METRICS_TOKEN": ["x"],
    "MERCHANT_TOKEN": ["x" * 16],
    "REFLEX_REDIS_URL": ["redis://localhost", "rediss://localhost", "unix:///run/redis.sock"],
    "CHANGES_PER_CART": ["1/second", "10/10 minutes"],
    "CHANGES_PER_ADDRESS": ["1/second"],
    "WRONG_CODES_PER_CART": ["1/second"],
    "WRONG_CODES_PER_ADDRESS": ["1/second"],
    "WRONG_TOKENS_PER_ADDRESS": ["1/second"],
    "REQUESTS_PER_ADDRESS": ["1/second"],
}
STOPS: dict[str, list[str]] = {
    "PORT": ["abc", "0", "65536", "-1", "1.5"],
    "PUBLIC_URL": ["shop.example", "ftp://shop.example", "//shop.example", " https://shop.example"],
    "DATA_DIR": [],
    "DATABASE_URL": ["mysql://a:b@localhost/store", "localhost/store", "postgresql+psycopg://localhost/store"],
    "STRIPE_SECRET_KEY": ["hunter2", "pk_test_x", "sk_x", "xsk_test_x", "whsec_x"],
    "STRIPE_PUBLISHABLE_KEY": ["hunter2", "sk_test_x", "pk_x", "xpk_test_x"],
    "STRIPE_WEBHOOK_SECRET": ["hunter2", "sk_test_x", "xwhsec_x"],
    "STRIPE_API_BASE": ["localhost:12111", "ftp://localhost"],
    "STRIPE_CALLS_PER_SECOND": ["0", "10001", "-1", "x"],
    "CHECKOUT_FLOW": ["cash", "CHECKOUT_SESSION"],
    "CART_SECRET": [],
    "RECONCILE_SECONDS": ["0", "3600.1", "-1", "x"],
    "PAYMENT_SECONDS": ["-0.1", "600.1", "x"],
    "BANK_SECONDS": ["-0.1", "3600.1", "x"],
    "STUCK_SECONDS": ["29.9", "86400.1", "x"],
    "LOG_LEVEL": ["LOUD", "info"],
    "LOG_FORMAT": ["xml"],
    "TRUSTED_PROXY_HOPS": ["-1", "11", "x"],
    "WORKERS": ["0", "65", "x"],
    "METRICS_TOKEN": [],
    "MERCHANT_TOKEN": ["hunter2", "x" * 15],
    "REFLEX_REDIS_URL": ["localhost", "http://localhost"],
    "CHANGES_PER_CART": ["often", "10", "10/fortnight"],
    "CHANGES_PER_ADDRESS": ["often"],
    "WRONG_CODES_PER_CART": ["often"],
    "WRONG_CODES_PER_ADDRESS": ["often"],
    "WRONG_TOKENS_PER_ADDRESS": ["often"],
    "REQUESTS_PER_ADDRESS": ["often"],
}


def test_every_setting_has_its_rows():
    assert set(TAKEN) == set(STOPS) == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in TAKEN.items() for value in values])
def test_what_is_taken(start: Any, name: str, value: str):
    got = getattr(start(**{name: value}), name.lower())
    got = got.get_secret_value() if name.lower() in SECRET else got
    assert got == (type(got)(value.rstrip("/")) if "://" in value else type(got)(value))
    assert getattr(start(**{name: ""}), name.lower()) == getattr(start(), name.lower()), "empty counts as unset"


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in STOPS.items() for value in values])
def test_what_stops_the_start_in_one_line_that_names_it(start: Any, name: str, value: str):
    with pytest.raises(SystemExit) as stopped:
        start(**{name: value})
    said = str(stopped.value.code)
    assert said.startswith("The store cannot start. ") and said.endswith(" (see .env.example)")
    assert f"{name}: " in said
    assert "\n" not in said and "Value error" not in said
    assert value not in said or len(value) < 3, "a secret must not be repeated"


def test_every_mistake_is_named_at_once(start: Any):
    with pytest.raises(SystemExit, match=r"PORT: .*; LOG_LEVEL: "):
        start(PORT="x", LOG_LEVEL="x")


TOGETHER: list[tuple[dict[str, str], str]] = [
    ({"STRIPE_SECRET_KEY": "sk_test_x"}, "STRIPE_PUBLISHABLE_KEY is missing"),
    ({"STRIPE_PUBLISHABLE_KEY": "pk_test_x"}, "STRIPE_SECRET_KEY is missing"),
    ({"STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_PUBLISHABLE_KEY": "pk_test_x"}, "different modes"),
    ({"STRIPE_SECRET_KEY": "rk_live_x", "STRIPE_PUBLISHABLE_KEY": "pk_test_x"}, "different modes"),
    ({"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_PUBLISHABLE_KEY": "pk_live_x"}, "different modes"),
    (LIVE | {"STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET is missing"),
    (LIVE | {"PUBLIC_URL": ""}, "PUBLIC_URL must be the https:// address"),
    (LIVE | {"PUBLIC_URL": "http://shop.example"}, "PUBLIC_URL must be the https:// address"),
    (LIVE | ELSEWHERE, "STRIPE_API_BASE must not be set"),
    (LIVE | {"STRIPE_SECRET_KEY": "rk_live_x", "STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET is missing"),
]


@pytest.mark.parametrize(("environment", "said"), TOGETHER)
def test_what_does_not_fit_together_stops_the_start(start: Any, environment: dict[str, str], said: str):
    with pytest.raises(SystemExit) as stopped:
        start(**environment)
    assert said in str(stopped.value.code)


def of(one: Settings) -> tuple[Any, ...]:
    return (one.mode, one.sandbox_is_ours_to_run, one.api_base, one.stripe_js_url, one.origin, one.https)


LOCAL_STORE = "http://localhost:3000"
FOLLOWS: list[tuple[dict[str, str], tuple[Any, ...]]] = [
    ({}, ("local", True, "http://127.0.0.1:3000", "/endive/stripe.js", LOCAL_STORE, False)),
    ({"PORT": "4000"}, ("local", True, "http://127.0.0.1:4000", "/endive/stripe.js", "http://localhost:4000", False)),
    (
        ELSEWHERE,
        ("local", False, "http://127.0.0.1:12111", "http://127.0.0.1:12111/endive/stripe.js", LOCAL_STORE, False),
    ),
    (
        TEST | ELSEWHERE,
        ("local", False, "http://127.0.0.1:12111", "http://127.0.0.1:12111/endive/stripe.js", LOCAL_STORE, False),
    ),
    (TEST, ("test", False, None, "", LOCAL_STORE, False)),
    (TEST | {"STRIPE_SECRET_KEY": "rk_test_x"}, ("test", False, None, "", LOCAL_STORE, False)),
    (TEST | {"PUBLIC_URL": "https://a.example/"}, ("test", False, None, "", "https://a.example", True)),
    (LIVE, ("live", False, None, "", "https://shop.example", True)),
    (LIVE | {"STRIPE_SECRET_KEY": "rk_live_x"}, ("live", False, None, "", "https://shop.example", True)),
]


@pytest.mark.parametrize(("environment", "follows"), FOLLOWS)
def test_what_follows_from_the_keys_and_the_address(start: Any, environment: dict[str, str], follows: tuple[Any, ...]):
    assert of(start(**environment)) == follows


@pytest.mark.parametrize(
    ("environment", "origins"),
    [
        ({}, ("http://localhost:3000", "http://127.0.0.1:3000")),
        ({"PORT": "4000"}, ("http://localhost:4000", "http://127.0.0.1:4000")),
        ({"PUBLIC_URL": "https://shop.example/"}, ("https://shop.example",)),
        ({"PUBLIC_URL": "http://localhost:3000"}, ("http://localhost:3000",)),
        (LIVE, ("https://shop.example",)),
    ],
)
def test_whose_pages_may_speak_to_the_store(start: Any, environment: dict[str, str], origins: tuple[str, ...]):
    assert start(**environment).allowed_origins == origins


def test_the_keys_that_are_used(start: Any):
    local, test = start(), start(**TEST)
    assert (local.secret_key, local.publishable_key) == (LOCAL_SECRET_KEY, LOCAL_PUBLISHABLE_KEY)
    assert (test.secret_key, test.publishable_key) == ("sk_test_x", "pk_test_x")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://a:b@localhost/s", "postgresql+asyncpg://a:b@localhost/s"),
        ("postgres://a:b@localhost/s", "postgresql+asyncpg://a:b@localhost/s"),
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("sqlite+aiosqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("postgresql+asyncpg://a:b@localhost/s", "postgresql+asyncpg://a:b@localhost/s"),
    ],
)
def test_a_database_has_a_driver_that_does_not_block(start: Any, given: str, used: str):
    assert start(DATABASE_URL=given).database == used


def test_the_database_of_a_store_without_one_is_in_its_folder(start: Any, tmp_path: Path):
    assert start().database == f"sqlite:///{tmp_path / '.data' / 'store.db'}"


def test_every_secret_is_known_as_one(start: Any, tmp_path: Path):
    one = start(
        **TEST,
        CART_SECRET="of the cart",
        MERCHANT_TOKEN="of the merchant alone",
        STRIPE_WEBHOOK_SECRET="whsec_of_webhooks",
        REFLEX_REDIS_URL="redis://:of-redis@localhost",
        DATABASE_URL="postgresql://store:of-the-database@localhost/store",
    )
    assert one.secrets == {
        *(
            "sk_test_x",
            "of the cart",
            "of the merchant alone",
            "whsec_of_webhooks",
            "redis://:of-redis@localhost",
            "of-the-database",
        )
    }
    local = start()
    assert local.secrets == {LOCAL_SECRET_KEY, local.cookie_key, local.webhook_secret, local.merchant_key}
    assert start(**TEST).webhook_secret == "", "webhooks are refused then"
    assert "" not in start(**TEST).secrets


def test_secrets_that_nobody_gave_are_made_up_once_and_kept(start: Any, tmp_path: Path):
    first, second = start(), start()
    assert first.cookie_key == second.cookie_key and len(first.cookie_key) == 64
    assert first.webhook_secret == second.webhook_secret
    assert first.webhook_secret.startswith("whsec_") and len(first.webhook_secret) == 70
    assert first.merchant_key == second.merchant_key and len(first.merchant_key) == 24, "a person types it"
    for name in ("cart.secret", "webhook.secret", "merchant.secret"):
        assert stat.S_IMODE((tmp_path / ".data" / name).stat().st_mode) == 0o600, "its owner alone may read it"
    assert start(DATA_DIR="another").cookie_key != first.cookie_key
    given = start(CART_SECRET="given", STRIPE_WEBHOOK_SECRET="whsec_given")
    assert (given.cookie_key, given.webhook_secret) == ("given", "whsec_given")


def test_settings_stay_as_they_are(start: Any):
    with pytest.raises(ValueError, match="frozen"):
        start().port = 1


def test_a_file_named_env_is_read(start: Any, tmp_path: Path):
    (tmp_path / ".env").write_text("PORT=4321\nSOMEBODY_ELSES=1\n")
    assert start().port == 4321
    assert start(PORT="4322").port == 4322, "the environment comes first"


SHARED = {"DATABASE_URL": "postgresql://localhost/store", "REFLEX_REDIS_URL": "redis://localhost"}


@pytest.mark.parametrize(
    ("environment", "workers"),
    [
        ({}, 1),
        ({"DATABASE_URL": SHARED["DATABASE_URL"]}, 1),
        ({"REFLEX_REDIS_URL": SHARED["REFLEX_REDIS_URL"]}, 1),
        (SHARED | {"DATABASE_URL": "postgres://localhost/store", "WORKERS": "3"}, 3),
        (SHARED | {"WORKERS": "1"}, 1),
        (SHARED, 7),
    ],
)
def test_as_many_workers_as_cores_where_they_can_share(
    start: Any, environment: dict[str, str], workers: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: range(7))
    assert start(**environment).processes == workers


@pytest.mark.parametrize("missing", SHARED)
def test_several_workers_need_what_they_share(start: Any, missing: str):
    with pytest.raises(SystemExit, match="WORKERS"):
        start(**{name: value for name, value in SHARED.items() if name != missing}, WORKERS="2")


@pytest.mark.parametrize(
    ("environment", "rate"),
    [
        ({}, None),
        ({"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_PUBLISHABLE_KEY": "pk_test_x"}, 25),
        (LIVE, 100),
        (LIVE | {"STRIPE_CALLS_PER_SECOND": "500"}, 500),
        ({"STRIPE_CALLS_PER_SECOND": "3"}, 3),
    ],
)
def test_stripe_is_asked_as_often_as_it_allows_in_each_mode(start: Any, environment: dict[str, str], rate: int | None):
    assert start(**environment).stripe_rate == rate
