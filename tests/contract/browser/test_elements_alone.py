"""An element's life in a page, with a stand-in for its frame: what it says, and when, and what its frame is asked."""

from typing import Any

import pytest

from .alone import LOST, Alone
from .checkouts import INIT, page_of

PLACES = '<form><div id="one"></div></form><div id="two"></div>'
TURNS = "const turns = async () => { for (let turn = 0; turn < 20; turn += 1) await null; };"


@pytest.fixture
def page(alone: Alone) -> Alone:
    alone.load("stripe.js", body=PLACES)
    return alone


# A Card Element whose frames connect, and are drawn, when a test says so.
ELEMENT = f"""{TURNS}
    const said = [], frames = [];
    window.mountFrame = ({{ parent, hear }}) => {{
        const [connection, drawing] = [Promise.withResolvers(), Promise.withResolvers()];
        drawing.promise.catch(() => {{}});
        const remove = () => said.push(`${{parent.id}} gone`);
        const configure = () => drawing.promise;
        frames.push({{ connect: connection.resolve, draw: drawing.resolve, fail: drawing.reject, hear }});
        said.push(`${{parent.id}} there`);
        return {{ parent, connected: connection.promise, configure, remove, call: async () => null }};
    }};
    const elements = Stripe("pk_test_1").elements();
    const card = elements.create("card");
    for (const event of ["ready", "loaderror", "change", "focus", "blur"]) card.on(event, () => said.push(event));
    %s
    await turns();
    return said;"""
WHOLE = "frames.at(-1).connect(); await turns(); frames.at(-1).draw(); await turns();"
LIVES: list[tuple[str, list[str]]] = [
    ("card.mount('#one');", ["one there"]),
    ("card.mount('#one'); frames[0].connect();", ["one there"]),
    (f"card.mount('#one'); {WHOLE}", ["one there", "ready"]),
    (f"card.mount('#one'); card.mount('#one'); {WHOLE}", ["one there", "ready"]),
    (f"card.mount('#one'); {WHOLE} card.mount('#two'); {WHOLE}",
     ["one there", "ready", "one gone", "two there", "ready"]),
    (f"card.mount('#one'); card.mount('#two'); {WHOLE} frames[0].connect(); await turns(); frames[0].draw();",
     ["one there", "one gone", "two there", "ready"]),
    ("card.mount('#one'); card.unmount(); frames[0].connect(); await turns(); frames[0].draw();",
     ["one there", "one gone"]),
    ("card.mount('#one'); frames[0].connect(); await turns(); card.unmount(); frames[0].draw();",
     ["one there", "one gone"]),
    ("card.mount('#one'); frames[0].connect(); await turns(); frames[0].fail(new Error());",
     ["one there", "loaderror"]),
    ("card.mount('#one'); frames[0].connect(); await turns(); card.unmount(); frames[0].fail(new Error());",
     ["one there", "one gone"]),
    (f"card.mount('#one'); card.unmount(); card.mount('#one'); {WHOLE}",
     ["one there", "one gone", "one there", "ready"]),
    ("card.mount('#one'); card.destroy(); card.destroy();", ["one there", "one gone"]),
]  # fmt: skip


@pytest.mark.parametrize(("happens", "said"), LIVES)
def test_an_element_is_ready_once_for_each_place_that_it_is_in_to_the_end(
    page: Alone, happens: str, said: list[str]
) -> None:
    assert page.value(f"(async () => {{ {ELEMENT % happens} }})()") == said


EMPTY: list[tuple[str, str, list[str]]] = [
    ("expressCheckout", "element.mount('#one');", ["ready"]),
    ("expressCheckout", "element.mount('#one'); element.unmount();", []),
    ("expressCheckout", "element.mount('#one'); element.destroy();", []),
    ("taxId", "element.mount('#one');", ["loaderror"]),
    ("taxId", "element.mount('#one'); element.unmount();", []),
]


@pytest.mark.parametrize(("type", "happens", "said"), EMPTY)
def test_an_element_with_nothing_to_show_says_so_only_where_it_is(
    page: Alone, type: str, happens: str, said: list[str]
) -> None:
    script = f"""(async () => {{
        {TURNS}
        const said = [];
        const element = Stripe("pk_test_1").elements().create(given);
        for (const event of ["ready", "loaderror"]) element.on(event, () => said.push(event));
        {happens}
        await turns();
        return said;
    }})()"""
    assert page.value(script, type) == said


FILLED = "{ complete: true, empty: false, value: {} }"
CLASSES: list[tuple[str, list[str]]] = [
    ("", ["StripeElement", "StripeElement--empty"]),
    ("frames[0].hear('focus');", ["StripeElement", "StripeElement--empty", "StripeElement--focus"]),
    ("frames[0].hear('focus'); frames[0].hear('blur');", ["StripeElement", "StripeElement--empty"]),
    (f"frames[0].hear('change', {FILLED});", ["StripeElement", "StripeElement--complete"]),
    (f"frames[0].hear('change', {FILLED}); card.unmount();", []),
    (f"frames[0].hear('change', {FILLED}); frames[0].hear('focus'); card.unmount(); card.mount('#one');",
     ["StripeElement", "StripeElement--empty"]),
]  # fmt: skip


@pytest.mark.parametrize(("happens", "classes"), CLASSES)
def test_the_place_of_a_card_tells_the_pages_style_sheet_how_it_is(
    page: Alone, happens: str, classes: list[str]
) -> None:
    page.do(ELEMENT % f"card.mount('#one'); {happens}")
    assert sorted(page.value("[...document.getElementById('one').classList]")) == classes


def test_a_frame_is_asked_once_it_is_there_and_seen_once_it_is_drawn(page: Alone) -> None:
    script = f"""(async () => {{
        {TURNS}
        const [asked, drawn] = [[], Promise.withResolvers()];
        const call = (method) => (asked.push(method), method === "configure" ? drawn.promise : null);
        window.openChannel = ({{ hear }}) => ((window.hear = hear), {{ call, close: () => asked.push("close") }});
        const parent = document.getElementById("one");
        const frame = mountFrame({{ parent, file: "none.html", title: "Card", type: "card", height: 20, hear() {{}} }});
        const seen = () => parent.firstChild?.style.opacity;
        const steps = [];
        const step = async () => {{ await turns(); steps.push([asked.splice(0), seen() ?? null]); }};
        void frame.call("validate");
        void frame.configure({{}});
        await step();
        hear("connected");
        await step();
        drawn.resolve();
        await step();
        frame.remove();
        await step();
        return steps;
    }})()"""
    asked: list[Any] = [[[], "0"], [["validate", "configure"], "0"], [[], "1"], [["close"], None]]
    assert page.value(script) == asked


HEARD: list[tuple[str, Any, str, Any]] = [
    ("height", 33, "frame.style.height", "33px"),
    ("scheme", "dark", "frame.style.colorScheme", "dark"),
    ("scheme", "anything", "frame.style.colorScheme", "light"),
    ("submit", None, "sent", 1),
    ("escape", {"of": "frame"}, "heard", ["escape", {"of": "frame"}]),
]


@pytest.mark.parametrize(("event", "detail", "read", "comes_to"), HEARD)
def test_what_a_frame_says_is_done_or_told_on(page: Alone, event: str, detail: Any, read: str, comes_to: Any) -> None:
    script = f"""(async () => {{
        let [sent, heard] = [0, null];
        window.openChannel = ({{ hear }}) => ((window.tell = hear), {{ call() {{}}, close() {{}} }});
        const parent = document.getElementById("one");
        parent.closest("form").addEventListener("submit", (event) => {{ event.preventDefault(); sent += 1; }});
        const hear = (...all) => {{ heard = all; }};
        mountFrame({{ parent, file: "none.html", title: "Card", type: "card", height: 20, hear }});
        tell(given[0], given[1]);
        const frame = parent.firstChild;
        return {read};
    }})()"""
    assert page.value(script, [event, detail]) == comes_to


@pytest.mark.parametrize("type", ["payment", "card", "address", "expressCheckout"])
def test_of_each_type_there_is_one_until_it_is_destroyed(page: Alone, type: str) -> None:
    script = """(() => {
        const elements = Stripe("pk_test_1").elements();
        const make = () => { try { return elements.create(given); } catch ({ name }) { return name; } };
        const first = make();
        const found = [make(), elements.getElement(given) === first];
        first.destroy();
        return [...found, elements.getElement(given), make() === elements.getElement(given)];
    })()"""
    assert page.value(script, type) == ["IntegrationError", True, None, True]


def test_what_else_is_on_the_page_decides_what_a_card_asks_for(page: Alone) -> None:
    script = f"""(async () => {{
        {TURNS}
        const told = [];
        window.mountFrame = ({{ parent, type }}) => ({{
            parent, connected: Promise.resolve(), remove() {{}}, call: async () => null,
            configure: async ({{ context: {{ collectsBillingAddress }} }}) => {{
                if (type === "payment") told.push(collectsBillingAddress);
            }},
        }});
        const elements = Stripe("pk_test_1").elements();
        elements.create("payment").mount("#one");
        await turns();
        const address = elements.create("address", {{ mode: "billing" }});
        const last = [told.at(-1)];
        for (const happens of [() => address.mount("#two"), () => address.unmount(), () => address.mount("#two"),
            () => address.destroy()]) {{
            happens();
            await turns();
            last.push(told.at(-1));
        }}
        return last;
    }})()"""
    assert page.value(script) == [True, False, True, False, True]


def test_of_embedded_checkouts_there_is_one_and_what_failed_is_none(page: Alone) -> None:
    embedded = page_of(ui_mode="embedded_page")
    page.answers[INIT] = [LOST, page_of(), embedded]
    script = """(async () => {
        const make = () => Stripe("pk_test_1").createEmbeddedCheckoutPage({ clientSecret: "cs_1_secret_1" });
        const named = (made) => made.then((one) => { window.one = one; return "made"; }, ({ name }) => name);
        const ends = [await named(make()), await named(make())];
        ends.push(...(await Promise.all([named(make()), named(make())])), await named(make()));
        one.destroy();
        ends.push(await named(make()));
        return ends;
    })()"""
    no = "IntegrationError"
    assert page.value(script) == ["StripeFailure", no, "made", no, no, "made"]
