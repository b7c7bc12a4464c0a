"""No parameter is lost silently: each is done, refused with a sentence, or on the README's list of ignored ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rxapp import sandbox
from rxapp.sandbox.resources.call import Route
from rxapp.sandbox.resources.parameters import DONE, IGNORED
from rxapp.sandbox.resources.routes import ROUTES
from rxapp.sandbox.rules import parameters
from rxapp.sandbox.rules.coverage import covered, refuse_others, under
from rxapp.sandbox.rules.errors import StripeError
from tests.unit.sandbox.caller import Caller

CALLS = {f"{route.method} {route.path}": route for route in ROUTES if route.access in ("secret", "both")}
TAKING = {call: route for call, route in CALLS.items() if call in DONE or call in IGNORED or route.method == "POST"}
COMMON = "expand client_secret"
SAMPLES = {"str": "x", "int": "1", "float": "1", "decimal": "1", "bool": "true", "any": "x"}


class Types:
    """The types of a call as pydantic sees them: which paths there are, and a value for each."""

    def __init__(self, route: Route) -> None:
        self.definitions: dict[str, Any] = {}
        self.fields: dict[str, Any] = {}
        for parameters_of in filter(None, (route.parameters, route.preview)):
            for type in parameters_of._types:  # pyright: ignore[reportPrivateUsage]
                schema: Any = parameters._schema(type)  # pyright: ignore[reportPrivateUsage]
                self._note(schema)
                self.fields |= parameters._fields(schema)  # pyright: ignore[reportPrivateUsage]
        for option in parameters.RequestOptions.__annotations__:
            self.fields.pop(option, None)

    def _note(self, node: Any) -> None:
        if isinstance(node, dict):
            if "ref" in node:
                self.definitions[node["ref"]] = node
            for child in node.values():
                self._note(child)
        elif isinstance(node, list):
            for child in node:
                self._note(child)

    def paths(self) -> Iterator[str]:
        yield from self._below(self.fields, "")

    def _below(self, fields: dict[str, Any], parent: str) -> Iterator[str]:
        for name, field in fields.items():
            path = f"{parent}.{name}" if parent else name
            yield path
            for within in self._dictionaries(field["schema"]):
                yield from self._below(within, path)

    def _dictionaries(self, schema: Any) -> Iterator[dict[str, Any]]:
        kind = schema["type"]
        if kind == "typed-dict":
            yield schema["fields"]
        elif kind == "definition-ref":
            yield from self._dictionaries(self.definitions[schema["schema_ref"]])
        elif kind in ("nullable", "default"):
            yield from self._dictionaries(schema["schema"])
        elif kind == "list":
            yield from self._dictionaries(schema["items_schema"])
        elif kind == "definitions":
            yield from self._dictionaries(schema["schema"])
        elif kind == "union":
            for choice in schema["choices"]:
                yield from self._dictionaries(choice)


def nested(path: str) -> dict[str, Any]:
    """The value in which a path ends."""
    value: Any = "x"
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


def bracketed(path: str) -> str:
    first, *rest = path.split(".")
    return first + "".join(f"[{name}]" for name in rest)


def parts(path: str) -> list[str]:
    names = path.split(".")
    return [".".join(names[:length]) for length in range(1, len(names) + 1)]


@pytest.mark.parametrize("call", TAKING)
def test_every_parameter_is_done_ignored_or_refused_with_its_path(call: str) -> None:
    tables = f"{COMMON} {DONE.get(call, '')} {IGNORED.get(call, '')}".split()
    tree = covered(*tables)
    known = [*Types(TAKING[call]).paths()]
    for path in known:
        listed = [table for table in tables if table in parts(path) or table.startswith(f"{path}.")]
        star = [table for table in tables if table.endswith(".*") and path.startswith(table[:-1])]
        specific = [table for table in tables if table.startswith(f"{'.'.join(path.split('.')[:2])}.")]
        if listed or (star and not specific):
            continue
        with pytest.raises(StripeError) as refused:
            refuse_others(nested(path), tree)
        message = str(refused.value)
        assert message.startswith("The local Stripe does not do `") and refused.value.body["param"] in bracketed(path)
    for table in tables:
        assert table.removesuffix(".*") in known or table in COMMON.split(), f"{call} has no {table}"


def test_tables_name_calls_that_there_are_and_share_nothing() -> None:
    assert {*DONE, *IGNORED} <= {*CALLS}
    for call in DONE.keys() & IGNORED.keys():
        assert not set(DONE[call].split()) & set(IGNORED[call].split())


@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_can_be_made_refuses_what_is_in_no_table(call: str) -> None:
    route = CALLS[call]
    for checked in filter(None, (route.parameters, route.preview)):
        assert checked._covered is not None  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("values", "param"),
    [
        ({"a": "1", "b": {"c": "2"}, "d": [{"e": "1"}]}, None),
        ({"b": {"f": "2"}}, "b[f]"),
        ({"d": [{"e": "1"}, {"g": {"h": "1"}}]}, "d[1][g]"),
        ({"i": {"anything": {"at": "all"}}}, None),
        ({"j": {"anything": "at all", "card": {"k": "1"}}}, None),
        ({"j": {"card": {"l": "1"}}}, "j[card][l]"),
        ({"m": ""}, "m"),
    ],
)
def test_what_is_covered_covers_all_below(values: dict[str, Any], param: str | None) -> None:
    tree = covered(f"a {under('b', 'c')} d.e i", "j.* j.card.k")
    if param is None:
        refuse_others(values, tree)
        return
    with pytest.raises(StripeError) as refused:
        refuse_others(values, tree)
    assert str(refused.value) == f"The local Stripe does not do `{param}`."


def test_the_readme_lists_what_is_ignored() -> None:
    readme = (Path(sandbox.__file__).parent / "README.md").read_text()
    section = readme.split("\n## What is ignored\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    listed = {call.strip("`"): [name.strip("` ") for name in names.split(",")] for call, names in rows}
    assert listed == {call: names.split() for call, names in IGNORED.items()}


SESSION = (
    "mode=payment&success_url=https://shop.example/&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd"
)
SESSION += "&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product_data][name]=Tea"


@pytest.mark.parametrize(
    ("path", "form", "param"),
    [
        ("/v1/checkout/sessions", f"{SESSION}&payment_intent_data[transfer_data][destination]=acct_1", "transfer_data"),
        ("/v1/checkout/sessions", f"{SESSION}&payment_method_options[card][capture_method]=manual", "capture_method"),
        ("/v1/payment_intents", "amount=900&currency=usd&mandate=mandate_1", "mandate"),
        ("/v1/customers", "source=tok_visa", "source"),
        ("/v1/customers", "test_clock=clock_1", "test_clock"),
        ("/v1/prices", "currency=usd&unit_amount=9&recurring[interval]=month&recurring[trial_period_days]=3", "trial"),
    ],
)
async def test_what_vanished_once_is_refused(caller: Caller, path: str, form: str, param: str) -> None:
    error = (await caller.post(path, form)).json()["error"]
    assert error["message"].startswith("The local Stripe does not do `") and param in error["param"]


@pytest.mark.parametrize("header", ["Stripe-Account", "Stripe-Context"])
async def test_accounts_below_an_account_are_refused(caller: Caller, header: str) -> None:
    answer = await caller.call("GET", "/v1/products", **{header: "acct_1"})
    assert answer.status_code == 400 and f"`{header}`" in answer.json()["error"]["message"]


async def test_a_bank_asks_where_the_shop_wants_it_to(caller: Caller) -> None:
    paying = (
        "amount=900&currency=usd&payment_method=pm_card_threeDSecureOptional&confirm=true&return_url=https://a.example"
    )
    asked = f"{paying}&payment_method_options[card][request_three_d_secure]=any"
    assert (await caller.made("/v1/payment_intents", asked))["status"] == "requires_action"
    assert (await caller.made("/v1/payment_intents", paying))["status"] == "succeeded"
    unenrolled = asked.replace("pm_card_threeDSecureOptional", "pm_card_visa")
    assert (await caller.made("/v1/payment_intents", unenrolled))["status"] == "succeeded"


async def test_what_a_capture_says_besides_is_kept(caller: Caller) -> None:
    paying = "amount=900&currency=usd&payment_method=pm_card_visa&confirm=true&return_url=https://shop.example"
    paying += "&capture_method=manual&metadata[a]=1"
    intent = await caller.made("/v1/payment_intents", paying)
    path = f"/v1/payment_intents/{intent['id']}/capture"
    captured = await caller.made(path, "metadata[b]=2&statement_descriptor=TEA")
    assert (captured["metadata"], captured["statement_descriptor"]) == ({"a": "1", "b": "2"}, "TEA")


async def test_products_are_found_by_their_ids(caller: Caller) -> None:
    made = [(await caller.made("/v1/products", f"name=Tea {number}"))["id"] for number in range(3)]
    answer = await caller.call("GET", f"/v1/products?ids[]={made[0]}&ids[]={made[2]}")
    assert [product["id"] for product in answer.json()["data"]] == [made[2], made[0]]


async def test_a_payment_method_may_be_shown_again(caller: Caller) -> None:
    form = "type=card&card[token]=tok_visa&allow_redisplay=always"
    made = await caller.made("/v1/payment_methods", form)
    kept = (await caller.call("GET", f"/v1/payment_methods/{made['id']}")).json()
    assert made["allow_redisplay"] == kept["allow_redisplay"] == "always"
