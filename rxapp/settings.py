"""Every environment variable of the store: its type, its default and its meaning. Read once, at the start."""

import os
import secrets
import sys
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import limits
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Mode = Literal["local", "test", "live"]

TO_BE_TYPED = 12  # bytes of a secret that a person enters
LOCAL_SECRET_KEY = "sk_test_kettleandkiln"  # noqa: S105 – opens the local Stripe alone
LOCAL_PUBLISHABLE_KEY = "pk_test_kettleandkiln"
STRIPES_RATE: dict[Mode, int | None] = {"local": None, "test": 25, "live": 100}  # docs.stripe.com/rate-limits
SHORTEST_TOKEN = 16
SECRET_KEY_PREFIXES = ("sk_test_", "rk_test_", "sk_live_", "rk_live_")


def _web_address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    if value and not value.startswith(("postgresql://", "postgres://", "postgresql+asyncpg://", "sqlite")):
        raise ValueError("must look like postgresql://user:password@host/name, or be left out for SQLite")
    return value


def _secret_key(value: SecretStr) -> SecretStr:
    key = value.get_secret_value()
    if key and not key.startswith(SECRET_KEY_PREFIXES):
        raise ValueError("must be a secret key of Stripe, sk_test_… or sk_live_…, or left out for the local Stripe")
    return value


def _publishable_key(value: str) -> str:
    if value and not value.startswith(("pk_test_", "pk_live_")):
        raise ValueError("must be a publishable key of Stripe, pk_test_… or pk_live_…")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not value.get_secret_value().startswith("whsec_"):
        raise ValueError("must be a signing secret of Stripe, whsec_…")
    return value


def _rate(value: str) -> str:
    try:
        limits.parse(value)
    except ValueError:
        raise ValueError("must read like 240/minute or 10/10 minutes") from None
    return value


def _merchant_token(value: SecretStr) -> SecretStr:
    if 0 < len(value.get_secret_value()) < SHORTEST_TOKEN:
        raise ValueError(f"must have {SHORTEST_TOKEN} characters or more, or be left out to have one made up")
    return value


def _redis_url(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not value.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must start with redis:// or rediss://")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Rate = Annotated[str, AfterValidator(_rate)]


class Settings(BaseSettings):
    """What can be set from outside. Empty values count as unset."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    port: int = Field(3000, ge=1, le=65535, description="The one port that serves pages, socket and HTTP.")
    public_url: WebAddress = Field(
        "", description="The address in the shopper's browser. Default: http://localhost:PORT."
    )
    data_dir: Path = Field(Path(".data"), description="Folder of the SQLite files and of generated secrets.")
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        "",
        description="Where orders and checkouts are. Default: SQLite in DATA_DIR. postgresql://… for many workers.",
    )
    stripe_secret_key: Annotated[SecretStr, AfterValidator(_secret_key)] = Field(
        SecretStr(""), description="sk_test_… or sk_live_…. Without it the store runs on its own local Stripe."
    )
    stripe_publishable_key: Annotated[str, AfterValidator(_publishable_key)] = Field(
        "", description="pk_test_… or pk_live_…, of the same account as the secret key."
    )
    stripe_webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = Field(
        SecretStr(""), description="whsec_… of the webhook endpoint /webhooks/stripe. Made up for the local Stripe."
    )
    stripe_api_base: WebAddress = Field(
        "",
        description="Where Stripe's API is. Default: Stripe, or without a key the local Stripe inside the store.",
    )
    stripe_calls_per_second: int | None = Field(
        None,
        ge=1,
        le=10_000,
        description="What all workers together may ask Stripe. Default: 25 in test mode, 100 live, no limit locally.",
    )
    checkout_flow: Literal["checkout_session", "payment_intent"] = Field(
        "checkout_session",
        description="checkout_session or payment_intent, for new checkouts. A test store's shoppers can switch.",
    )
    cart_secret: SecretStr = Field(
        SecretStr(""), description="Signs the cart cookie. Default: made up once and kept in DATA_DIR."
    )
    reconcile_seconds: float = Field(
        30, gt=0, le=3600, description="How often Stripe is asked about payments that nobody reported, in seconds."
    )
    payment_seconds: float = Field(
        15, ge=0, le=600, description="How long a payment keeps the cart shut for the shopper's other tabs, in seconds."
    )
    bank_seconds: float = Field(
        300, ge=0, le=3600, description="How long a bank's question to the shopper keeps the cart shut, in seconds."
    )
    stuck_seconds: float = Field(
        120, ge=30, le=86400, description="How long a payment may be on its way before Stripe is asked, in seconds."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much the server says: DEBUG, INFO, WARNING or ERROR."
    )
    log_format: Literal["text", "json"] = Field("text", description="text: lines for people. json: one object a line.")
    trusted_proxy_hops: int = Field(
        0,
        ge=0,
        le=10,
        description="How many proxies of ours write X-Forwarded-For. 0: the connection's address counts.",
    )
    reflex_redis_url: Annotated[SecretStr, AfterValidator(_redis_url)] = Field(
        SecretStr(""),
        description="Redis for many workers: the pages' state and the rate limits. Default: this process.",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Opens GET /metrics to whoever sends it. Without one there is no such address.",
    )
    merchant_token: Annotated[SecretStr, AfterValidator(_merchant_token)] = Field(
        SecretStr(""),
        description="Opens the merchant's pages, /merchant. Default: made up once, kept in DATA_DIR, told at start.",
    )
    workers: int | None = Field(
        None,
        ge=1,
        le=64,
        description="Processes that serve. Default: one a core with Postgres and Redis, else one.",
    )
    changes_per_cart: Rate = Field(
        "300/minute", description="Changes, payment attempts and questions to Stripe that one cart may cause."
    )
    changes_per_address: Rate = Field("3000/minute", description="The same for everybody behind one address.")
    wrong_codes_per_cart: Rate = Field("10/10 minutes", description="Promo codes that one cart may guess wrong.")
    wrong_codes_per_address: Rate = Field("100/10 minutes", description="The same for everybody behind one address.")
    wrong_tokens_per_address: Rate = Field("10/10 minutes", description="Wrong merchant's tokens from one address.")
    requests_per_address: Rate = Field(
        "1200/minute",
        description="Requests to the HTTP endpoints from one address; of webhooks only refused ones count.",
    )

    @model_validator(mode="after")
    def _keys_fit_together(self) -> Self:
        secret, publishable = self.stripe_secret_key.get_secret_value(), self.stripe_publishable_key
        if bool(secret) != bool(publishable):
            missing = "STRIPE_PUBLISHABLE_KEY" if secret else "STRIPE_SECRET_KEY"
            raise ValueError(f"{missing} is missing: set both keys of one account, or neither for the local Stripe")
        if secret and ("_live_" in secret) != ("_live_" in publishable):
            raise ValueError(
                "STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY are of different modes: use two test or two live keys"
            )
        if (self.workers or 1) > 1 and not self._can_be_shared:
            raise ValueError(
                "WORKERS is more than 1: that takes a Postgres DATABASE_URL and a REFLEX_REDIS_URL, which they share"
            )
        if self.mode == "live":
            self._require_live_settings()
        return self

    def _require_live_settings(self) -> None:
        if not self.stripe_webhook_secret.get_secret_value():
            raise ValueError(
                "STRIPE_WEBHOOK_SECRET is missing: with a live key orders must be confirmed by signed webhooks"
            )
        if not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL must be the https:// address of the store when a live key is set")
        if self.stripe_api_base:
            raise ValueError("STRIPE_API_BASE must not be set with a live key: it is for a local Stripe")

    @property
    def _can_be_shared(self) -> bool:
        return self.database.startswith("postgresql") and bool(self.reflex_redis_url.get_secret_value())

    @property
    def processes(self) -> int:
        """How many processes serve the store."""
        return self.workers or (len(os.sched_getaffinity(0)) if self._can_be_shared else 1)

    @property
    def mode(self) -> Mode:
        """local: our own Stripe, no key; test: Stripe's test mode; live: real payments."""
        secret = self.stripe_secret_key.get_secret_value()
        if "_live_" in secret:
            return "live"
        return "test" if secret and not self.stripe_api_base else "local"

    @property
    def sandbox_is_ours_to_run(self) -> bool:
        """Whether the store runs the local Stripe inside its own process."""
        return self.mode == "local" and not self.stripe_api_base

    @property
    def origin(self) -> str:
        """The store's own address, without a slash at the end."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def https(self) -> bool:
        """Whether shoppers' browsers reach the store over https."""
        return self.origin.startswith("https://")

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The addresses whose pages may speak to this server. On the own machine both of its names are the store."""
        if self.public_url:
            return (self.public_url,)
        return (self.origin, f"http://127.0.0.1:{self.port}")

    @property
    def api_base(self) -> str | None:
        """Where the Stripe client speaks to; None is Stripe itself."""
        if self.stripe_api_base:
            return self.stripe_api_base
        return f"http://127.0.0.1:{self.port}" if self.sandbox_is_ours_to_run else None

    @property
    def stripe_js_url(self) -> str:
        """Our Stripe.js when the local Stripe is in use; empty means js.stripe.com through Stripe's own loader."""
        if self.mode != "local":
            return ""
        return "/endive/stripe.js" if self.sandbox_is_ours_to_run else f"{self.stripe_api_base}/endive/stripe.js"

    @property
    def stripe_rate(self) -> int | None:
        """How many calls a second Stripe may be asked by all workers; Stripe's own limits unless told otherwise."""
        return self.stripe_calls_per_second or STRIPES_RATE[self.mode]

    @property
    def secret_key(self) -> str:
        return self.stripe_secret_key.get_secret_value() or LOCAL_SECRET_KEY

    @property
    def publishable_key(self) -> str:
        return self.stripe_publishable_key or LOCAL_PUBLISHABLE_KEY

    @property
    def database(self) -> str:
        """The database's URL with a driver that doesn't block the event loop; SQLite's own has a thread for that."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'store.db'}"
        for plain, driver in (
            ("postgresql://", "postgresql+asyncpg://"),
            ("postgres://", "postgresql+asyncpg://"),
            ("sqlite+aiosqlite:///", "sqlite:///"),
        ):
            if self.database_url.startswith(plain):
                return driver + self.database_url.removeprefix(plain)
        return self.database_url

    @property
    def secrets(self) -> frozenset[str]:
        """Every value that must not be seen anywhere: not in a log, not in a page, not in the state store."""
        given = [value.get_secret_value() for value in self.__dict__.values() if isinstance(value, SecretStr)]
        password = urlsplit(self.database_url).password
        made_up = self.secret_key, self.cookie_key, self.webhook_secret, self.merchant_key
        return frozenset(filter(None, (*given, password, *made_up)))

    @cached_property
    def cookie_key(self) -> str:
        """Signs the cart cookie: the same one at every start, so that carts live on."""
        return self.cart_secret.get_secret_value() or _kept_secret(self.data_dir / "cart.secret", "")

    @cached_property
    def merchant_key(self) -> str:
        """The token that opens the merchant's pages: the same one at every start, so that nobody is signed out."""
        return self.merchant_token.get_secret_value() or _kept_secret(self.merchant_file, "", TO_BE_TYPED)

    @property
    def merchant_file(self) -> Path:
        """Where the token is kept that was made up."""
        return self.data_dir / "merchant.secret"

    @cached_property
    def webhook_secret(self) -> str:
        """Signs webhooks. Empty in test mode without one: then webhooks are refused and the return page settles."""
        given = self.stripe_webhook_secret.get_secret_value()
        if given or self.mode != "local":
            return given
        return _kept_secret(self.data_dir / "webhook.secret", "whsec_")


def _kept_secret(file: Path, prefix: str, length: int = 32) -> str:
    """Reads a secret of this installation, or makes one up and keeps it, readable by its owner alone.

    Args:
        length: How many bytes are drawn.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(file, "x", opener=_owner_only) as new:
            new.write(prefix + secrets.token_hex(length))
    except FileExistsError:
        pass
    return file.read_text()


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _in_one_line(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"]).upper()
    text = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {text}" if name else text


def load_settings() -> Settings:
    """Reads the environment and `.env`.

    Raises:
        SystemExit: A value is wrong; the message is one line that names the variable and the cure.
    """
    try:
        return Settings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        problems = "; ".join(_in_one_line(dict(one)) for one in error.errors())
        sys.exit(f"The store cannot start. {problems} (see .env.example)")


settings = load_settings()
