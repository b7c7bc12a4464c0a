"""The pages as the store assembles them."""

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.types import Receive, Scope, Send

from rxapp.api.middleware.pages import pages_by_name
from rxapp.rxapp import PAGES, app
from rxapp.settings import settings
from rxapp.shop.catalog import CATALOG
from rxapp.shop.language import TAG
from rxapp.states.exceptions import handler_failed, page_failed
from rxapp.states.order import OrderState
from rxapp.states.shop import ShopState
from rxapp.ui.page import Page, head
from rxapp.ui.picture import shared
from rxapp.ui.theme import HEAD, STYLESHEETS


async def _says_its_path(scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


async def _answer(path: str) -> Response:
    store = pages_by_name(page.route for page in PAGES)(_says_its_path)
    async with AsyncClient(transport=ASGITransport(store), base_url="http://store") as client:
        return await client.get(path)


async def _served(path: str) -> str:
    return (await _answer(path)).text


def test_every_page_has_an_address_and_a_title_of_its_own():
    for several in ([page.route for page in PAGES], [page.title for page in PAGES]):
        assert len(several) == len(set(several))


def test_a_page_s_script_has_nothing_of_another_kind_of_page():
    """Reflex makes one for each module that draws pages; with the payment form in one for all, everybody loads it."""
    rooms = {page.component.__module__ for page in PAGES}
    assert {room.rpartition(".")[0] for room in rooms} <= {"rxapp.pages", "rxapp.merchant"}
    drawn = [page.component().render() for page in PAGES if page.component.__module__ == "rxapp.pages.product"]
    assert len(drawn) == len({str(page) for page in drawn}), "each is drawn for its own product"


def test_whatever_is_sold_has_its_page():
    routes = {page.route for page in PAGES}
    assert {f"/products/{product.slug}" for product in CATALOG.products} < routes
    assert {f"/{key.replace('_', '-')}{end}" for key in CATALOG.plans for end in ("", "/join")} < routes


def test_every_page_begins_by_forgetting_the_trouble_of_another():
    assert len(app._unevaluated_pages) == len(PAGES)
    for page in app._unevaluated_pages.values():
        assert isinstance(page.on_load, list)
        assert page.on_load[0] == ShopState.arrive


def test_every_other_page_forgets_the_order_that_was_looked_at():
    """Or the next order's page would show it for a moment."""
    for route, page in app._unevaluated_pages.items():
        assert isinstance(page.on_load, list)
        assert (OrderState.forget in page.on_load) != (OrderState.load in page.on_load), route


def test_what_is_around_every_page_is_the_stores_own():
    assert (app.html_lang, app.toaster) == (TAG, None), "which would show errors as they are"
    assert (app.frontend_exception_handler, app.backend_exception_handler) == (page_failed, handler_failed)
    around = {place: type(wrap(True)).__name__ for place, wrap in app.app_wraps.items() if 50 < place[0] < 60}
    assert around == {
        (55, "ErrorBoundary"): "ErrorBoundary",
        (54, "Connection"): "Connection",
        (53, "KeepFocus"): "KeepFocus",
    }
    assert (app.stylesheets, app.head_components) == (STYLESHEETS, HEAD)


def test_what_runs_as_long_as_the_store_does():
    running = {getattr(task, "__name__", "") for task in app._lifespan_tasks}
    assert running >= {"run_sandbox", "run_store", "keep_reconciling"}


@pytest.mark.parametrize("route", [page.route for page in PAGES if page.route not in ("/", "404")])
async def test_an_address_is_answered_with_the_file_of_its_page(route: str):
    assert await _served(route) == f"{route}.html"


@pytest.mark.parametrize(
    "path", ["/", "/404", "/404.html", "/nowhere", "/assets/cart", "/plain/", "/api", "/cartindex"]
)
async def test_other_addresses_stay_as_they_are(path: str):
    assert await _served(path) == path


@pytest.mark.parametrize("route", [page.route for page in PAGES if page.route != "404"])
async def test_an_address_written_another_way_leads_to_the_page(route: str):
    plain = route.rstrip("/")
    for written in (f"{plain}/index.html", f"{route.upper()}", f"{plain}/", f"{plain}/INDEX.HTML", f"{plain}.html"):
        if written not in (route, ".html"):
            answer = await _answer(f"{written}?session=cs_1")
            assert (answer.status_code, answer.headers["location"]) == (308, f"{route}?session=cs_1"), written


OWN = {"404", "/cart", "/checkout", "/complete", "/orders", "/membership", "/tea-club/join"}  # of one shopper, or none
OWN |= {page.route for page in PAGES if page.route.startswith("/merchant")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.route)
def test_what_is_one_shoppers_own_is_not_to_be_found_and_all_else_is(page: Page):
    said = {one.get("name", one.get("property")): one["content"] for one in head(page)}
    assert said.get("robots") == ("noindex" if page.route in OWN else None)
    assert (said["og:title"], said["og:description"]) == (page.title, page.description)
    assert (said["og:site_name"], said["twitter:card"]) == (CATALOG.store, "summary_large_image")
    given = app._unevaluated_pages["404" if page.route == "404" else page.route.strip("/") or "index"]
    assert ("sitemap" in (given.context or {})) == (page.route in OWN)
    assert str(given.image).startswith(settings.origin)


SHOWN = {f"/products/{one.slug}": one.drawing for one in CATALOG.products}
SHOWN |= {f"/{key.replace('_', '-')}{end}": key.replace("_", "-") for key in CATALOG.plans for end in ("", "/join")}


def test_a_shared_link_shows_what_is_on_the_page():
    assert {page.route: page.picture for page in PAGES if page.picture != "shelf"} == SHOWN
    for page in PAGES:
        given = app._unevaluated_pages["404" if page.route == "404" else page.route.strip("/") or "index"]
        assert given.image == f"{settings.origin}{shared(page.picture)}"


TITLES = {
    "/cart": "Your cart",
    "/checkout": "Checkout",
    "/complete": "Your order",
    "/orders": "Your orders",
    "/membership": "Your membership",
    "/tea-club": "Tea club",
    "/tea-club/join": "Join the Tea club",
    "/merchant": "Orders",
    "/merchant/order": "Order",
    "/merchant/attention": "Attention",
    "/merchant/numbers": "Numbers",
    "404": "Not on this shelf",
} | {f"/products/{one.slug}": one.name for one in CATALOG.products}


def test_a_tab_says_which_page_it_is():
    titles = {route: f"{title} – {CATALOG.store}" for route, title in TITLES.items()}
    assert {page.route: page.title for page in PAGES} == titles | {"/": CATALOG.store}


async def test_what_is_built_for_pages_that_are_no_files_is_no_page():
    assert await _served("/__spa-fallback.html") == "/404"


@pytest.mark.parametrize("picture", sorted({page.picture for page in PAGES}))
def test_what_a_shared_link_shows_is_there(picture: str):
    assert (Path(__file__).parents[3] / "assets" / "share" / f"{picture}.png").is_file()
