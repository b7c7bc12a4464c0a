"""What browsers load of the local Stripe goes over the wire packed, to whoever can unpack it."""

import httpx
import pytest

from tests.unit.sandbox.caller import Caller

FILES = (
    "/v3/",
    "/endive/stripe.js",
    "/_sandbox/elements/payment.js",
    "/_sandbox/elements/frame.css",
    "/_sandbox/page.js",
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
