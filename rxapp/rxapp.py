"""Assembles the store: pages, HTTP routes, middleware, lifespan. Nothing else."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import reflex as rx
from reflex.constants import Dirs
from reflex.utils.prerequisites import get_web_dir
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from rxapp import logs, metrics
from rxapp.api.answers import failed
from rxapp.api.errors import http_error
from rxapp.api.middleware.content_security import InlineScripts
from rxapp.api.middleware.stack import in_order
from rxapp.api.middleware.vite import WhileMade, pages_of_vite
from rxapp.api.routes import ROUTES
from rxapp.checkout.reconciling import keep_reconciling
from rxapp.checkout.services import open_services
from rxapp.dev import once_open, vite_port
from rxapp.merchant.pages import PAGES as MERCHANT_PAGES
from rxapp.orders.records import Flow
from rxapp.pages import cart, checkout, complete, home, join, membership, not_found, orders, plan, product
from rxapp.settings import settings
from rxapp.shop.catalog import CATALOG
from rxapp.shop.language import TAG
from rxapp.start import CannotStart, give_up, prepare
from rxapp.states.departures import forget_who_leaves
from rxapp.states.exceptions import handler_failed, page_failed
from rxapp.states.order import OrderState
from rxapp.states.shop import ShopState
from rxapp.states.socket_guard import guard
from rxapp.ui.connection import connection
from rxapp.ui.error_boundary import error_boundary
from rxapp.ui.keep_focus import keep_focus
from rxapp.ui.page import Page, head
from rxapp.ui.picture import shared
from rxapp.ui.theme import HEAD, STYLESHEETS
from rxapp.visitor.rate_limits import rate_limits

if TYPE_CHECKING:
    from rxapp.sandbox.app import Sandbox
    from rxapp.shared_stripe import SharedStripe


class Shop(rx.App):
    """The app, with a guard before its states, and the local Stripe in front of it where the store runs one."""

    def __call__(self) -> ASGIApp:
        logs.configure(settings)
        store = super().__call__()
        if self.event_namespace:
            guard(self.event_namespace)
            forget_who_leaves(self.event_namespace, self.state_manager)
        return in_front_of(store, SANDBOX) if SANDBOX else store


def in_front_of(store: ASGIApp, sandbox: "Sandbox | SharedStripe") -> ASGIApp:
    """Sends the addresses of Stripe to the local Stripe, which has rules of its own about who may ask."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and sandbox.owns(scope["path"])
        await (sandbox.asgi if ours else store)(scope, receive, send)

    return serve


def _sandbox() -> "Sandbox | SharedStripe | None":
    """Not even imported where real payments are made. One worker is the local Stripe itself, several share one."""
    if not settings.sandbox_is_ours_to_run:
        return None
    webhooks = f"http://127.0.0.1:{settings.port}/webhooks/stripe"
    if settings.processes > 1:
        from rxapp.shared_stripe import SharedStripe

        return SharedStripe(settings.data_dir.resolve(), webhooks, settings.webhook_secret)
    from rxapp.sandbox.app import create_sandbox

    return create_sandbox(settings.data_dir / "stripe.db", forward_to=webhooks, webhook_secret=settings.webhook_secret)


SANDBOX = _sandbox()


@asynccontextmanager
async def run_store() -> AsyncIterator[None]:
    """Opens what the store works with, and says where it can be seen."""
    flow = Flow(settings.checkout_flow)
    try:
        await asyncio.to_thread(prepare, settings)
    except CannotStart as reason:
        give_up(reason)
    metrics.forget_the_dead()
    async with open_services(settings.database, settings.secret_key, settings.api_base, flow=flow):
        gc.freeze()  # what is there by now stays: to look all through it for garbage makes every shopper wait
        print(f"{CATALOG.store} is open at {settings.origin}", flush=True)  # noqa: T201
        print(f"Behind the counter: {settings.origin}/merchant, {_token()}", flush=True)  # noqa: T201
        yield


def _token() -> str:
    """What opens the merchant's pages, as far as a log may tell it."""
    if settings.merchant_token.get_secret_value():
        return "with MERCHANT_TOKEN"
    token = settings.merchant_key  # which makes one up at the first start
    return f"with the token in {settings.merchant_file}" if settings.mode == "live" else f"with the token {token}"


@asynccontextmanager
async def run_sandbox() -> AsyncIterator[None]:
    """Opens the local Stripe, where the store runs one."""
    if SANDBOX is None:
        yield
    else:
        async with SANDBOX.running():
            yield


PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *product.PAGES,
    *plan.PAGES,
    *join.PAGES,
    *membership.PAGES,
    *cart.PAGES,
    *checkout.PAGES,
    *complete.PAGES,
    *orders.PAGES,
    *MERCHANT_PAGES,
    *not_found.PAGES,
)

VITE = vite_port()
PAGES_FROM: list[Callable[[ASGIApp], ASGIApp]] = [partial(pages_of_vite, VITE)] if VITE else []
FILES = () if VITE else [page.route for page in PAGES]
SCRIPTS = WhileMade(VITE) if VITE else InlineScripts(get_web_dir() / Dirs.STATIC)

app = Shop(
    html_lang=TAG,
    stylesheets=STYLESHEETS,
    head_components=HEAD,
    toaster=None,
    # and none of Reflex's own, which show errors as they are
    app_wraps={(55, "ErrorBoundary"): error_boundary, (54, "Connection"): connection, (53, "KeepFocus"): keep_focus},
    frontend_exception_handler=page_failed,
    backend_exception_handler=handler_failed,
    api_transformer=[
        *PAGES_FROM,
        Starlette(routes=ROUTES, exception_handlers={HTTPException: http_error, Exception: failed}),
        *in_order(settings, ROUTES, rate_limits, FILES, SCRIPTS),
    ],
)
app.register_lifespan_task(run_sandbox)
app.register_lifespan_task(run_store)
app.register_lifespan_task(keep_reconciling)
if VITE:
    app.register_lifespan_task(once_open)

for page in PAGES:
    app.add_page(
        page.component,
        route=page.route,
        title=page.title,
        description=page.description,
        image=f"{settings.origin}{shared(page.picture)}",
        meta=head(page),
        context={} if page.found else {"sitemap": None},
        on_load=[ShopState.arrive, *page.on_load, *([] if OrderState.load in page.on_load else [OrderState.forget])],
    )
