"""The JSX and its Python wrapper agree on every prop."""

import re

import pytest

from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.payment import TROUBLES
from rxapp.stripe_elements import component
from rxapp.stripe_elements.component import StripeCheckout
from rxapp.ui.payment_form import WORDS, payment_form
from tests.serving import ROOT

FOLDER = ROOT / "rxapp" / "stripe_elements"
SOURCES = {file.name: file.read_text() for file in FOLDER.iterdir() if file.suffix in (".js", ".jsx", ".css")}


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
    opened = re.findall(r"const (?:NEEDED|OPENED) = \{(.*?)\n\};", page, re.DOTALL)
    given = set(re.findall(r"^  (\w+):", "".join(opened), re.MULTILINE))
    asked = {name for name in StripeCheckout.__annotations__ if name.startswith("on_")}
    assert given == {camel(name) for name in StripeCheckout.get_props()} - {camel(name) for name in asked}


def test_the_jsx_exports_the_tag():
    assert f"export function {StripeCheckout.tag}(" in SOURCES["checkout.jsx"]


def test_every_file_that_the_jsx_imports_is_registered_beside_it():
    imported = set(re.findall(r'(?:from |import\(|import )"\./([\w.]+)"', "".join(SOURCES.values())))
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
    rendered = payment_form(state, label="Pay $1.00").render()
    bound = {prop.split(":", 1)[0] for prop in rendered["props"]}
    wanted = {camel(name) for name in StripeCheckout.__annotations__} - {"libDependencies"}
    assert wanted <= bound


def test_the_readme_has_every_prop_and_every_event():
    readme = (FOLDER / "README.md").read_text()
    told = set(re.findall(r"^\| `(\w+)[`(]", readme, re.MULTILINE))
    assert told == set(StripeCheckout.__annotations__) - {"lib_dependencies"}


def test_the_readme_has_every_property_of_the_look():
    told = set(re.findall(r"`(--checkout-[\w-]+)`", (FOLDER / "README.md").read_text()))
    assert told == set(re.findall(r"^  (--checkout-[\w-]+):", SOURCES["checkout.css"], re.MULTILINE))
    assert told >= {f"--checkout-{name}" for name in re.findall(r'token\("([\w-]+)"\)', SOURCES["appearance.js"])}


def test_the_store_sets_every_property_of_the_look():
    store = (ROOT / "assets" / "css" / "payment.css").read_text()
    assert set(re.findall(r"(--checkout-[\w-]+):", store)) == set(
        re.findall(r"^  (--checkout-[\w-]+):", SOURCES["checkout.css"], re.MULTILINE)
    )


@pytest.mark.parametrize("words", [TROUBLES, WORDS])
def test_what_the_store_says_otherwise_is_something_the_form_says(words: dict[str, str]):
    [known] = re.findall(r"WORDS = \{(.*?)\n\};", SOURCES["words.js"], re.DOTALL)
    assert words.keys() <= set(re.findall(r"^  (\w+):", known, re.MULTILINE))
