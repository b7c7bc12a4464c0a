"""Forms, encoded as Stripe's SDK does it and decoded again."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from rxapp.sandbox.protocol import forms
from rxapp.sandbox.rules.errors import StripeError

NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda name: name != "metadata")
LEAVES = st.text(max_size=8)
VALUES = st.recursive(
    LEAVES,
    lambda child: st.lists(child, min_size=1, max_size=3) | st.dictionaries(NAMES, child, min_size=1, max_size=3),
)


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_what_the_sdk_sends_is_understood(params: dict[str, Any]) -> None:
    body = urlencode(list(_api_encode(params))).encode()
    assert forms.decode(forms.pairs(body)) == params


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (b"expand[]=a&expand[]=b", {"expand": ["a", "b"]}),
        (b"items[1][id]=b&items[0][id]=a", {"items": [{"id": "a"}, {"id": "b"}]}),
        (b"items[10]=k&items[9]=j", {"items": ["j", "k"]}),
        (
            b"items[][a][x]=1&items[][a][y]=2&items[][a][x]=3",
            {"items": [{"a": {"x": "1", "y": "2"}}, {"a": {"x": "3"}}]},
        ),
        (b"metadata[0]=zero&metadata[a]=", {"metadata": {"0": "zero", "a": ""}}),
        (b"discounts=", {"discounts": ""}),
        (b"name=Tea+%26+pot%20%E2%82%AC", {"name": "Tea & pot €"}),
        (b"", {}),
    ],
)
def test_other_clients_are_understood_too(body: bytes, values: dict[str, Any]) -> None:
    assert forms.decode(forms.pairs(body)) == values


@pytest.mark.parametrize("body", [b"a=1&a[b]=2", b"a[b]=1&a=2", b"a[b]=1&a[b][c]=2", b"a" + b"[a]" * 5000 + b"=1"])
def test_what_contradicts_itself_or_has_no_end_is_refused(body: bytes) -> None:
    with pytest.raises(StripeError):
        forms.decode(forms.pairs(body))


@given(st.binary(max_size=60))
def test_any_bytes_are_understood_or_refused(body: bytes) -> None:
    try:
        forms.decode(forms.pairs(body))
    except StripeError as error:
        assert error.status == 400
