"""The drawer under the hood alone: how steps become updates, what each says, and whether all agree."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.controls import Show, given, heard

START = 1_700_000_000_000
EMPTY: dict[str, Any] = {
    "title": "Under the hood",
    "nothingYet": "Change something.",
    "note": "Kept in this tab.",
    "steps": [],
    "since": 0,
    "seen": 0,
    "looks": 0,
    "clock": 0,
    "hydrated": True,
    "revision": 0,
    "syncedRevision": 0,
    "amount": 2800,
    "total": "$28.00",
    "currency": "usd",
    "decimals": 2,
    "isIntent": False,
    "storeCurl": "curl the store",
    "stripeApi": "https://api.stripe.test",
}
AGREEING = EMPTY | {"revision": 3, "syncedRevision": 3}


def step(id: int, kind: str, began: float, ended: float | None, **more: Any) -> dict[str, Any]:
    """A step of the server, in milliseconds after the start; one without an end still runs."""
    end = 0 if ended is None else START + ended
    said = {"title": f"step {id}", "sentence": f"What {id} does.", "file": f"{id}.py", "details": "", "curl": ""}
    return said | {"id": id, "kind": kind, "began": START + began, "ended": end, "outcome": "", "failed": False} | more


def updates(page: Page) -> Locator:
    return page.get_by_role("region", name="Update at")


def titles(page: Page) -> list[list[int]]:
    """The numbers of the steps of each update, as they stand."""
    found = [update.locator(".hood-title").all_text_contents() for update in updates(page).all()]
    return [[int(title.rsplit(" ", 1)[1]) for title in update] for update in found]


GROUPED: list[tuple[list[dict[str, Any]], list[list[int]]]] = [
    ([step(1, "click", 0, 0), step(2, "handler", 5, 60), step(3, "stripe", 20, 50)], [[1, 2, 3]]),
    ([step(2, "handler", 5, 60), step(1, "click", 0, 0)], [[1, 2]]),
    ([step(2, "stripe", 5, 60), step(1, "handler", 5, 60)], [[1, 2]]),
    ([step(1, "click", 0, 0), step(2, "handler", 5, 60), step(3, "click", 180, 180)], [[1, 2, 3]]),
    ([step(1, "click", 0, 0), step(2, "handler", 5, 60), step(3, "click", 181, 181)], [[3], [1, 2]]),
    ([step(1, "handler", 0, 60), step(2, "webhook", 2060, 2070)], [[1, 2]]),
    ([step(1, "handler", 0, 60), step(2, "webhook", 2061, 2070)], [[2], [1]]),
    ([step(1, "handler", 0, None), step(2, "click", 9000, 9000)], [[1, 2]]),
    ([step(1, "handler", 0, 5000), step(2, "stripe", 10, 20), step(3, "stripe", 6000, 6001)], [[1, 2, 3]]),
]


def test_steps_become_updates_the_newest_first(show: Show):
    page = show("Drawer", **EMPTY | {"steps": GROUPED[4][0]})
    assert titles(page) == GROUPED[4][1]
    ids = "(all) => all.map((steps) => window.updatesOf(steps).map((one) => one.steps.map(({ id }) => id)))"
    assert page.evaluate(ids, [steps for steps, _ in GROUPED]) == [groups for _, groups in GROUPED]


def test_a_bar_says_how_long_it_took(show: Show):
    times = [
        (0, 200, "200 ms"),
        (10, 22.34, "12.3 ms"),
        (10, 110, "100 ms"),
        (15.5, 15.5, "at 15.5 ms"),
        (20, None, "runs"),
    ]
    steps = [step(number, "stripe", began, ended) for number, (began, ended, _) in enumerate(times)]
    page = show("Drawer", **EMPTY | {"steps": steps})
    expect(page.locator(".hood-length")).to_have_text([said for *_, said in times])


@pytest.mark.parametrize(
    ("steps", "ticks", "left"),
    [
        ([step(1, "webhook", 0, 0)], ["0", "0.5 ms", "1.0 ms"], "left: 0%"),
        ([step(1, "handler", 0, 100), step(2, "webhook", 100, 100)], ["0", "50.0 ms", "100 ms"], "left: 99.5%"),
    ],
)
def test_a_step_alone_and_one_at_the_end_have_a_place_of_their_own(
    show: Show, steps: list[dict[str, Any]], ticks: list[str], left: str
):
    page = show("Drawer", **EMPTY | {"steps": steps})
    expect(page.locator(".hood-ticks > span")).to_have_text(ticks)
    assert left in (page.locator(".hood-bar").last.get_attribute("style") or "")
    assert page.locator(".hood-axis > span").first.inner_text().endswith(".000")


def test_what_failed_says_how_and_where_it_stands(show: Show):
    failed = step(2, "stripe", 50, 100, failed=True, outcome="answer lost", details="POST body", curl="curl it")
    page = show("Drawer", **EMPTY | {"steps": [step(1, "handler", 0, 200), failed]})
    ticks = page.locator(".hood-ticks > span")
    expect(ticks).to_have_text(["0", "100 ms", "200 ms"])
    bar = page.locator(".hood-bar").last
    style = bar.get_attribute("style") or ""
    assert "left: 25%" in style and "25%)" in style
    expect(page.locator(".hood-failed")).to_have_count(1)
    expect(page.locator(".hood-length").last).to_have_text("answer lost 50.0 ms")
    expect(page.get_by_text("What 2 does.")).to_have_count(0)
    page.locator("summary").last.click()
    expect(page.get_by_text("What 2 does.")).to_be_visible()
    expect(page.locator(".hood-file")).to_have_text("2.py, from 50.0 ms to 100 ms: answer lost")
    expect(page.locator(".hood-pre")).to_have_text("POST body")
    expect(page.locator(".hood-pre")).to_have_attribute("tabindex", "0")  # what scrolls is reached by the keyboard


@pytest.mark.parametrize(("works", "said"), [(True, "Copied."), (False, "curl it"), (None, "curl it")])
def test_a_call_can_be_copied_or_read(show: Show, works: bool | None, said: str):
    page = show("Drawer", **EMPTY | {"steps": [step(1, "stripe", 0, 5, curl="curl it"), step(2, "stripe", 0, 5)]})
    page.evaluate("""(works) => {
        const writeText = async (text) => { if (!works) throw new Error("not allowed"); window.heard.push(text); };
        const value = works === null ? undefined : { writeText };  // which a page without TLS hasn't
        Object.defineProperty(navigator, "clipboard", { value });
    }""", works)  # fmt: skip
    for summary in page.locator("summary").all():
        summary.click()
    expect(page.locator(".hood-copied")).to_have_text("")
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.locator(".hood-copied")).to_have_text(said)
    assert ("curl it" in heard(page)) == bool(works)


def test_that_nothing_has_happened_is_said_once_that_is_known(show: Show):
    page = show("Drawer", **EMPTY)
    expect(page.get_by_text("Kept in this tab.")).to_be_visible()
    expect(page.get_by_text("Change something.")).to_have_count(0)
    given(page, looks=1)
    expect(page.get_by_text("Change something.")).to_be_visible()
    given(page, steps=[step(1, "handler", 0, 5)])
    expect(page.get_by_text("Change something.")).to_have_count(0)
    given(page, steps=[])
    assert titles(page) == [[1]], "what was heard once stays"


def test_what_an_earlier_page_has_looked_at_says_nothing_of_this_one(show: Show):
    page = show("Drawer", **EMPTY | {"looks": 3})
    expect(page.get_by_text("Change something.")).to_have_count(0)
    given(page, looks=4)
    expect(page.get_by_text("Change something.")).to_be_visible()


def test_a_step_that_is_told_again_is_the_same_one_with_its_end(show: Show):
    page = show("Drawer", **EMPTY | {"steps": [step(1, "handler", 0, None), step(2, "stripe", 1, None)]})
    given(page, steps=[step(2, "stripe", 1, 9), step(3, "stripe", 9, 10)])
    assert titles(page) == [[1, 2, 3]]
    expect(page.locator(".hood-length")).to_have_text(["runs", "8.0 ms", "1.0 ms"])


def test_each_look_is_followed_by_another_from_where_it_ended(show: Show):
    page = show("Drawer", **EMPTY | {"hydrated": False})
    assert heard(page) == []
    given(page, hydrated=True)
    given(page, looks=1, since=0, seen=7)
    given(page, looks=2, since=7, seen=9)
    assert heard(page) == [0, 7, 9]
    given(page, looks=3, since=20, seen=25)  # asked by an earlier page: what lies between isn't known
    assert heard(page) == [0, 7, 9, 9]


def test_it_is_shut_by_its_button_and_by_escape(show: Show):
    page = show("Drawer", **EMPTY)
    page.get_by_role("button", name="Shut").click()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert [one for one in heard(page) if one == "shut"] == ["shut", "shut"]


BUTTON = """(label) => {
    document.querySelector("#payment-form")?.remove();
    const form = Object.assign(document.createElement("form"), { id: "payment-form" });
    form.append(Object.assign(document.createElement("button"), { className: "pay-button", textContent: label }));
    document.body.append(form);
}"""


def has(page: Page, due: int | None, button: str) -> None:
    """What Stripe.js has, and what stands on Pay."""
    page.evaluate(BUTTON, button)
    page.evaluate("(due) => { window.formNow.due = due; }", due)
    page.clock.run_for(100)


AGREEMENTS: list[tuple[int | None, str, dict[str, Any], bool]] = [
    (2800, "Pay $28.00", {}, True),
    (2801, "Pay $28.00", {}, False),
    (None, "Pay $28.00", {}, False),
    (2800, "Pay $27.00", {}, False),
    (2800, "", {}, False),
    (2800, "Pay $28.00", {"syncedRevision": 2}, False),
    (2800, "Pay $28.00", {"amount": 2700}, False),
    (0, "Start free trial", {"amount": 0, "total": "$0.00"}, True),
]


def test_quote_stripe_and_button_agree_or_not(show: Show):
    page = show("Drawer", **AGREEING)
    for due, button, props, agree in AGREEMENTS:
        given(page, **AGREEING | props)
        has(page, due, button)
        expect(page.locator(".hood-agreement")).to_contain_text("In step since" if agree else "Not in step since")


@pytest.mark.parametrize(
    ("currency", "decimals", "due", "said"),
    [("usd", 2, 2805, "$28.05"), ("jpy", 0, 2805, "¥2,805"), ("usd", 2, None, "–")],
)
def test_each_amount_is_said_with_its_revision(show: Show, currency: str, decimals: int, due: int | None, said: str):
    page = show("Drawer", **AGREEING | {"syncedRevision": 2, "currency": currency, "decimals": decimals})
    has(page, due, "Pay $28.00")
    expect(page.locator(".hood-agreement b")).to_have_text([
        "$28.00 at revision 3", f"{said} at revision 2", "$28.00",
    ])  # fmt: skip


def test_an_amount_is_written_as_the_rest_of_the_page_writes_it(show: Show):
    page = show("Drawer", **AGREEING)
    page.evaluate("document.documentElement.lang = 'de'")
    has(page, 2805, "28,00\xa0$ zahlen")
    expect(page.locator(".hood-agreement b").nth(1)).to_have_text("28,05\xa0$ at revision 3")


def test_since_when_it_agrees_changes_only_with_whether_it_does(show: Show):
    page = show("Drawer", **AGREEING)
    has(page, 2800, "Pay $28.00")
    first = page.get_by_text("In step since").inner_text()
    page.clock.run_for(5_000)
    given(page, revision=4, syncedRevision=4)
    assert page.get_by_text("In step since").inner_text() == first
    has(page, 2700, "Pay $28.00")
    has(page, 2800, "Pay $28.00")
    expect(page.get_by_text("In step since")).not_to_have_text(first)


def test_without_a_cart_nothing_has_to_agree(show: Show):
    page = show("Drawer", **EMPTY)
    expect(page.locator(".hood-agreement")).to_have_count(0)


def begin(page: Page, name: str) -> None:
    page.evaluate("(name) => { window.ends = window.begins(name); }", name)


@pytest.mark.parametrize(
    ("name", "kind", "title", "intent"),
    [
        ("update", "browser", "runServerUpdate", False),
        ("update", "browser", "fetchUpdates", True),
        ("read", "browser", "Stripe.js reads again", False),
        ("permission", "permission", "may I pay?", False),
        ("confirm", "confirm", "confirm", False),
    ],
)
def test_what_the_form_does_is_a_step_of_this_browser(show: Show, name: str, kind: str, title: str, intent: bool):
    page = show("Drawer", **EMPTY | {"isIntent": intent})
    begin(page, name)
    bar = page.locator(f".hood-step[data-kind={kind}]")
    expect(bar.locator(".hood-title")).to_contain_text(title)
    expect(bar.locator(".hood-length")).to_have_text("runs")
    page.clock.run_for(40)
    for outcome, failed in (("done", 0), ("late", 1)):
        page.evaluate("(outcome) => window.ends(outcome)", outcome)
        expect(bar.locator(".hood-length")).to_contain_text("40.0 ms")
        expect(bar.locator(".hood-failed")).to_have_count(failed)


def test_a_control_that_is_used_is_a_step_with_its_name(show: Show):
    page = show("Drawer", **EMPTY)
    page.evaluate("""() => document.body.insertAdjacentHTML("beforeend", `
        <button aria-label="One more Tea">+</button>
        <label>Gift wrap <span>wrapped by hand</span><input type="checkbox"></label>
        <p>Nothing</p>`)""")  # fmt: skip
    page.get_by_role("button", name="One more Tea").click()
    page.clock.run_for(1)
    page.get_by_role("checkbox").check()
    page.get_by_text("Nothing").click()
    page.get_by_text("Kept in this tab.").click()
    clicks = page.locator(".hood-step[data-kind=click] .hood-title")
    expect(clicks).to_have_text(["click One more Tea", "click Gift wrap"])


def test_what_is_pressed_under_the_hood_or_in_the_guide_is_no_step(show: Show):
    page = show("Drawer", **EMPTY | {"steps": [step(1, "stripe", 0, 5, curl="curl it")]})
    page.evaluate("""() => document.body.insertAdjacentHTML("beforeend", `
        <aside class="guide"><button>Try it</button></aside><button>Buy it</button>`)""")  # fmt: skip
    page.locator("summary").click()
    for name in ("Copy as curl", "Try it", "Buy it"):
        page.get_by_role("button", name=name).click()
    expect(page.locator(".hood-step[data-kind=click] .hood-title")).to_have_text(["click Buy it"])


def test_a_press_is_one_step_though_the_page_has_changed(show: Show):
    page = show("Drawer", **EMPTY)
    page.evaluate("""() => document.body.insertAdjacentHTML("beforeend", "<button>Buy it</button>")""")
    given(page, storeCurl="curl another store")
    page.get_by_role("button", name="Buy it").click()
    expect(page.locator(".hood-step[data-kind=click] .hood-title")).to_have_text(["click Buy it"])


def test_each_new_amount_is_a_step_once_it_is_painted(show: Show):
    page = show("Drawer", **EMPTY)
    given(page, total="$33.00")
    painted = page.locator(".hood-step[data-kind=paint] .hood-title")
    expect(painted).to_have_count(0)
    page.clock.run_for(50)
    expect(painted).to_have_text(["paint $33.00"])
    given(page, total="$28.00")
    page.clock.run_for(50)
    expect(painted).to_have_text(["paint $33.00", "paint $28.00"])


OF_SESSION, OF_INTENT = "checkout/sessions/cs_1", "payment_intents/pi_1"
READS = 'curl https://api.stripe.test/v1/{} -u "$STRIPE_SECRET_KEY:"'


@pytest.mark.parametrize(
    ("payment", "name", "curl"),
    [
        ("cs_1", "update", "curl the store"),
        ("cs_1", "read", READS.format(OF_SESSION)),
        ("pi_1", "read", READS.format(OF_INTENT)),
    ],
)
def test_a_step_of_this_browser_can_be_asked_by_hand(show: Show, payment: str, name: str, curl: str):
    page = show("Drawer", **EMPTY)
    page.evaluate("""(payment) => {
        window.formNow.payment = payment;
        const writeText = async (text) => void window.heard.push(text);
        Object.defineProperty(navigator, "clipboard", { value: { writeText } });
    }""", payment)  # fmt: skip
    begin(page, name)
    page.locator("summary").click()
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.locator(".hood-copied")).to_have_text("Copied.")
    assert heard(page)[-1] == curl


def test_the_latest_two_hundred_steps_of_this_browser_are_kept(show: Show):
    page = show("Drawer", **EMPTY)
    page.evaluate("""() => {
        Date.now = () => 1;  // all within a millisecond: each is its own step all the same
        for (let step = 1; step <= 201; step += 1) window.ends = window.begins(step > 1 ? "update" : "confirm");
    }""")  # fmt: skip
    expect(page.locator(".hood-step[data-kind=browser]")).to_have_count(200)
    expect(page.locator(".hood-step[data-kind=confirm]")).to_have_count(0)
    page.evaluate("window.ends('late')")
    expect(page.locator(".hood-failed")).to_have_count(1)


@pytest.mark.parametrize("kept", ["{nonsense", "null", ""])
def test_what_an_earlier_page_has_left_may_be_anything(show: Show, page: Page, kept: str):
    page.add_init_script(f"sessionStorage.setItem('hood-steps', '{kept}')")
    show("Drawer", **EMPTY)
    begin(page, "confirm")
    expect(page.locator(".hood-step")).to_have_count(1)


def test_what_was_seen_outlives_the_page_and_what_ran_then_has_left_it(show: Show):
    page = show("Drawer", **EMPTY)
    bar = page.locator(".hood-step[data-kind=confirm]")
    begin(page, "confirm")
    expect(bar).to_be_visible()
    page.reload()
    expect(bar.locator(".hood-title")).to_contain_text("confirm")
    expect(bar.locator(".hood-length")).not_to_contain_text("runs")


def test_steps_of_this_browser_stand_on_the_servers_clock(show: Show):
    page = show("Drawer", at=0, **EMPTY | {"steps": [step(1, "handler", 0, 100)]})
    now = page.evaluate("Date.now()")
    given(page, looks=1, clock=START + 50)
    begin(page, "update")
    assert now < START, "the shopper's clock is another"
    expect(updates(page)).to_have_count(1)
    expect(page.locator("[data-kind=browser] .hood-length")).to_have_text("runs")


def test_the_shortest_way_tells_best_what_the_servers_clock_shows(show: Show):
    page = show("Drawer", at=0, **EMPTY | {"steps": [step(1, "handler", 0, 100)]})
    given(page, looks=1, clock=START + 50)
    begin(page, "update")
    page.locator("[data-kind=handler] summary").click()
    place = page.locator(".hood-file").inner_text()
    page.clock.run_for(400)
    given(page, looks=2, clock=START + 60)  # an answer that was long on its way
    begin(page, "confirm")
    expect(page.locator(".hood-step[data-kind=confirm]")).to_have_count(1)
    expect(page.locator(".hood-file")).to_have_text(place)
