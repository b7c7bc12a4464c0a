"""Forms, encoded as Stripe's SDK does it and decoded again."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

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


@given(st.text("ab[]=&+%2B6é", max_size=20))
def test_names_and_values_are_those_that_python_reads(body: str) -> None:
    try:
        read = parse_qsl(body, keep_blank_values=True, errors="strict")
    except ValueError:
        with pytest.raises(StripeError):
            forms.pairs(body.encode())
    else:
        assert forms.pairs(body.encode()) == read


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


@pytest.mark.parametrize(
    ("body", "message", "param"),
    [
        (b"a=1&a[b]=2", "Invalid object: a[b]", "a[b]"),
        (b"a[b]=1&a=2", "Invalid object: a", "a"),
        (b"a[b]=1&a[b][c]=2", "Invalid object: a[b][c]", "a[b][c]"),
        (b"a" + b"[a]" * 20 + b"=1", "Invalid request: the parameters are nested too deeply.", None),
        (b"a=\xff", "Invalid request: the body is not a form in UTF-8.", None),
        (b"a=%ff", "Invalid request: the body is not a form in UTF-8.", None),
    ],
)
def test_what_is_no_form_is_named(body: bytes, message: str, param: str | None) -> None:
    with pytest.raises(StripeError) as refused:
        forms.decode(forms.pairs(body))
    assert (refused.value.body["message"], refused.value.body.get("param")) == (message, param)


def test_twenty_levels_are_understood() -> None:
    value: Any = forms.decode(forms.pairs(b"a" + b"[a]" * 19 + b"=1"))
    for _ in range(20):
        value = value["a"]
    assert value == "1"


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (b"a=1&a=2", {"a": "2"}),
        (b"a[]=", {"a": [""]}),
        (b"items[][id]=a&items[][id]=b&items[][quantity]=2", {"items": [{"id": "a"}, {"id": "b", "quantity": "2"}]}),
        (b"items[][a][x]=1&items[][b]=2", {"items": [{"a": {"x": "1"}, "b": "2"}]}),
        (b"items[0][id]=a&items[][id]=b", {"items": [{"id": "a"}, {"id": "b"}]}),
        (b"items[0]=a&items[b]=c", {"items": {"0": "a", "b": "c"}}),
        (b"data[metadata][0]=a&data[list][0]=b", {"data": {"metadata": {"0": "a"}, "list": ["b"]}}),
        (b"metadata[x][0]=a", {"metadata": {"x": ["a"]}}),
        (b"a=b=c&d", {"a": "b=c", "d": ""}),
    ],
)
def test_positions_lists_and_free_keys(body: bytes, values: dict[str, Any]) -> None:
    assert forms.decode(forms.pairs(body)) == values


def test_the_order_of_a_form_is_kept() -> None:
    assert forms.pairs(b"b=2&a=1&b=3") == [("b", "2"), ("a", "1"), ("b", "3")]
