"""The JSX and its Python wrapper agree on every prop."""

import re

import pytest
import reflex as rx

from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.stripe_elements import component
from rxapp.stripe_elements.component import StripeCheckout, payment_form
from tests.serving import ROOT

FOLDER = ROOT / "rxapp" / "stripe_elements"
SOURCES = {file.name: file.read_text() for file in FOLDER.iterdir() if file.suffix in (".js", ".jsx")}


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)


def test_props_of_the_jsx_are_the_props_of_the_component():
    python = {camel(name) for name in StripeCheckout.get_props()}
    python |= {
        camel(name) for name in StripeCheckout.create().get_event_triggers() if name in StripeCheckout.__annotations__
    }
    [documented] = re.findall(r"@typedef \{object\} CheckoutProps(.*?)\*/", SOURCES["checkout.jsx"], re.DOTALL)
    assert set(re.findall(r"@property \{.+?\} (\w+) ", documented)) == python


def test_every_documented_prop_is_used():
    [documented] = re.findall(r"@typedef \{object\} CheckoutProps(.*?)\*/", SOURCES["checkout.jsx"], re.DOTALL)
    code = "".join(SOURCES.values()).replace(documented, "")
    assert [
        name for name in re.findall(r"@property \{.+?\} (\w+) ", documented) if not re.search(rf"\b{name}\b", code)
    ] == []


def test_the_form_that_tests_show_by_itself_has_every_prop():
    page = (ROOT / "tests" / "contract" / "browser" / "store_page.jsx").read_text()
    [opened] = re.findall(r"const OPENED = \{(.*?)\n\};", page, re.DOTALL)
    given = set(re.findall(r"^  (\w+):", opened, re.MULTILINE))
    asked = {name for name in StripeCheckout.__annotations__ if name.startswith("on_")}
    assert given == {camel(name) for name in StripeCheckout.get_props()} - {camel(name) for name in asked}


def test_the_jsx_exports_the_tag():
    assert f"export function {StripeCheckout.tag}(" in SOURCES["checkout.jsx"]


def test_every_file_that_the_jsx_imports_is_registered_beside_it():
    imported = set(re.findall(r'(?:from |import\()"\./([\w.]+)"', "".join(SOURCES.values())))
    assert imported == set(SOURCES) - {"checkout.jsx"}
    registered = (FOLDER / "component.py").read_text()
    assert all(f'"{name}"' in registered for name in imported)


def test_each_flow_imports_stripe_the_one_way_that_works():
    """The root entry and `/checkout` hold a React context each: a component of the one doesn't find the other's."""
    imported = {name: set(re.findall(r'from "(@stripe/[^"]+)"', source)) for name, source in SOURCES.items()}
    assert {name: entries for name, entries in imported.items() if entries} == {
        "checkout.jsx": {"@stripe/react-stripe-js/checkout"},
        "intent.jsx": {"@stripe/react-stripe-js"},
        "load_stripe.js": {"@stripe/stripe-js/pure"},
    }
    assert {component.STRIPE_JS, component.REACT_STRIPE_JS} == set(StripeCheckout.create().lib_dependencies)


@pytest.mark.parametrize("state", [CheckoutState, JoinState])
def test_the_form_on_a_page_binds_every_prop(state: type[CheckoutState] | type[JoinState]):
    rendered = payment_form(state, label="Pay $1.00", connected=rx.Var.create(True)).render()
    bound = {prop.split(":", 1)[0] for prop in rendered["props"]}
    wanted = {camel(name) for name in StripeCheckout.__annotations__} - {"libDependencies"}
    assert wanted <= bound
