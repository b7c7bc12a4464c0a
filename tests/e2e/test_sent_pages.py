"""The pages as they are sent: what search engines, shared links and a browser without scripts find in them."""

import re
from urllib.parse import urlsplit

import httpx
import pytest

from rxapp.rxapp import PAGES
from rxapp.shop.catalog import CATALOG
from rxapp.shop.plans import slug
from tests.serving import Server

ROUTES = [page.route for page in PAGES if page.route != "404"]
LEADS_ON = re.compile(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"|<meta [^>]*content="(http[^"]+)"')
SHARED = ("og:title", "og:description", "og:image", "description", "twitter:card")


def path_of(address: str) -> str:
    """The build is asked at another port than the one it was made for."""
    return urlsplit(address).path


@pytest.fixture(scope="module")
def sent(store: Server) -> dict[str, str]:
    return {route: httpx.get(f"{store.url}{route}").raise_for_status().text for route in (*ROUTES, "/plain/", "/api")}


@pytest.fixture(scope="module")
def heads(sent: dict[str, str]) -> dict[str, str]:
    return {route: page.partition("</head>")[0] for route, page in sent.items()}


def test_nothing_in_a_head_leads_nowhere(store: Server, heads: dict[str, str]):
    found = {path_of(one or other) for head in heads.values() for one, other in LEADS_ON.findall(head)}
    assert {"/favicon.svg", "/share/shelf.png", "/share/kyusu-teapot.png"} <= found
    with httpx.Client(base_url=store.url) as client:
        assert [path for path in found if client.get(path).status_code != 200] == []


SMALL = 256  # bytes of a script or a style that is shorter as it is


@pytest.mark.parametrize(
    ("accepted", "packed"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", None)]
)
def test_pages_scripts_and_styles_come_packed(store: Server, heads: dict[str, str], accepted: str, packed: str | None):
    loaded = {path_of(one) for one, _ in LEADS_ON.findall(heads["/checkout"]) if path_of(one).endswith((".js", ".css"))}
    assert len(loaded) > 5
    with httpx.Client(base_url=store.url, headers={"accept-encoding": accepted}) as client:
        for path in ("/", "/checkout", *loaded):
            with client.stream("GET", path) as answer:
                small = int(answer.headers.get("content-length", SMALL)) < SMALL
                assert (path, answer.headers.get("content-encoding")) in {
                    (path, packed),
                    (path, None if small else packed),
                }


def test_every_page_says_what_it_is(heads: dict[str, str]):
    for route, head in heads.items():
        assert re.search("<title[^>]*>[^<]+</title>", head), route
        said = dict(map(_named, re.findall("<meta [^>]+>", head)))
        assert [name for name in SHARED if not said.get(name)] == [], route
        assert said["og:image"].startswith("http"), route
    not_found = {page.route for page in PAGES if not page.found} | {"/plain/"}
    assert {route for route, head in heads.items() if 'content="noindex"' in head} == not_found & heads.keys()


def _named(meta: str) -> tuple[str, str]:
    """The name and the content of a meta element, whichever stands first."""
    attributes = dict(re.findall(r'(\w+)="([^"]*)"', meta))
    return attributes.get("property", attributes.get("name", "")), attributes.get("content", "")


def test_the_sitemap_has_what_is_to_be_found_and_robots_lead_to_it(store: Server):
    robots = httpx.get(f"{store.url}/robots.txt").text
    [sitemap] = re.findall(r"^Sitemap: (.+)$", robots, re.MULTILINE)
    listed = re.findall("<loc>(.+?)</loc>", httpx.get(f"{store.url}{path_of(sitemap)}").text)
    assert sorted(map(path_of, listed)) == sorted(page.route for page in PAGES if page.found)


def test_without_scripts_the_pages_that_need_them_say_so(sent: dict[str, str]):
    do_without = {"/", "/api", *(f"/{slug(plan)}" for plan in CATALOG.plans)}
    said = {route for route, page in sent.items() if re.search("<noscript><p [^>]+>Buying here needs JavaScript", page)}
    assert said == sent.keys() - do_without
