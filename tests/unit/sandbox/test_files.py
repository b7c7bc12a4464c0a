"""What browsers load of the local Stripe goes over the wire small, packed to whoever can unpack it, and once."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from rxapp.sandbox.browser.files import FOLDER, TRAINS, minified
from tests.unit.sandbox.caller import Caller

FILES = (
    "/v3/",
    "/endive/stripe.js",
    "/_sandbox/elements/payment.js",
    "/_sandbox/elements/frame.css",
    "/_sandbox/page.js",
    "/_sandbox/drawing.js",
)


async def sent(caller: Caller, path: str, accepted: str) -> tuple[httpx.Headers, int, bytes]:
    """The headers, the bytes on the wire, and what they are once unpacked."""
    async with caller.http.stream("GET", path, headers={"accept-encoding": accepted}) as answer:
        assert answer.status_code == 200
        body = b"".join([part async for part in answer.aiter_bytes()])
        return answer.headers, answer.num_bytes_downloaded, body


@pytest.mark.parametrize("path", FILES)
async def test_a_file_is_packed_and_unpacks_to_itself(caller: Caller, path: str):
    _, _, plain = await sent(caller, path, "identity")
    headers, size, unpacked = await sent(caller, path, "gzip, deflate, br, zstd")
    assert (headers["content-encoding"], headers["vary"]) == ("gzip", "accept-encoding, accept-language")
    assert int(headers["content-length"]) == size < len(plain) / 2
    assert unpacked == plain


@pytest.mark.parametrize("accepted", ["identity", "", "br", "gzip;q=0", "br, gzip; q=0.0, *", "xgzip"])
async def test_whoever_cannot_unpack_it_gets_it_plain(caller: Caller, accepted: str):
    headers, size, body = await sent(caller, "/endive/stripe.js", accepted)
    assert "content-encoding" not in headers
    assert headers["vary"] == "accept-encoding, accept-language"
    assert size == len(body)


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "deflate,gzip;q=0.5", "gzip;q=1.0, identity; q=0.5"])
async def test_however_it_says_so(caller: Caller, accepted: str):
    headers, _, _ = await sent(caller, "/endive/stripe.js", accepted)
    assert headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("accepted", ["identity", "gzip"])
async def test_what_a_browser_has_already_is_not_sent_again(caller: Caller, path: str, accepted: str):
    headers, _, _ = await sent(caller, path, accepted)
    again = {"accept-encoding": accepted, "if-none-match": headers["etag"]}
    answer = await caller.http.get(path, headers=again)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == headers["etag"]
    assert answer.headers.get("access-control-allow-origin") == headers.get("access-control-allow-origin")
    assert "content-length" not in answer.headers, "which would be that of the whole"


@pytest.mark.parametrize("known", ['W/"of another file"', "", "nonsense"])
async def test_what_a_browser_has_of_another_file_is_worth_nothing(caller: Caller, known: str):
    answer = await caller.http.get("/endive/stripe.js", headers={"if-none-match": known})
    assert answer.status_code == 200


async def test_each_train_and_file_has_a_tag_of_its_own(caller: Caller):
    paths = (*FILES, "/clover/stripe.js", "/_sandbox/elements/address.js")
    tags = [(await caller.http.get(path)).headers["etag"] for path in paths]
    assert tags[0] != tags[1], "each train knows its name"
    assert len(set(tags)) == len(paths)


@pytest.mark.parametrize("train", TRAINS)
async def test_stripe_js_knows_its_train_and_what_is_in_its_frames_is_of_the_newest(caller: Caller, train: str):
    of_page = await caller.http.get("/v3/" if train == "v3" else f"/{train}/stripe.js")
    assert f'TRAIN="{train}"' in of_page.text
    for name in set(SCRIPT_OF.values()):
        assert f'TRAIN="{TRAINS[-1]}"' in (await caller.http.get(f"/_sandbox/elements/{name}")).text


@pytest.mark.parametrize("name", ["stripe.js", "manifest.json", "types.d.ts", "files.py", "words/en.json", "none.js"])
async def test_nothing_else_is_among_the_elements(caller: Caller, name: str):
    assert (await caller.http.get(f"/_sandbox/elements/{name}")).status_code == 404


SCRIPT_OF = {
    "embedded-checkout-inner": "checkout_page.js",
    "elements-inner-address": "address.js",
    "elements-inner-card": "card_element.js",
    "elements-inner-contact-details": "contact.js",
    "elements-inner-link-authentication": "contact.js",
    "elements-inner-payment": "payment.js",
}


@pytest.mark.parametrize("name", SCRIPT_OF)
async def test_each_document_brings_its_script(caller: Caller, name: str):
    document = (await caller.http.get(f"/_sandbox/elements/{name}.html")).text
    assert re.findall(r'<script src="(?:[^"]*/)?([a-z_]+\.js)\?locale=en"', document) == [SCRIPT_OF[name]]


def program(script: bytes) -> Any:
    """What a script says, without its comments and however it is set."""
    tree = Parser(Language(tree_sitter_javascript.language())).parse(script)
    assert not tree.root_node.has_error
    return _said(tree.root_node)


def _said(node: Node) -> Any:
    parts = [_said(child) for child in node.children if child.type != "comment"]
    return (node.type, parts) if parts else (node.type, node.text)


SOURCES = sorted(FOLDER.glob("*/*.js"))
NAMED = json.loads((FOLDER / "manifest.json").read_text())
SCRIPTS = ("/v3/", "/endive/stripe.js", *(f"/_sandbox/elements/{name}" for name in NAMED if name != "stripe.js"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_without_comments_and_white_space_it_is_the_same_program(source: Path):
    written = source.read_text()
    assert program(minified(written).encode()) == program(written.encode())


@pytest.mark.parametrize("path", SCRIPTS)
async def test_a_browser_gets_nothing_of_a_script_that_could_be_left_out(caller: Caller, path: str):
    script = (await caller.http.get(path)).text
    assert minified(script) == script
