"""The trains of Stripe.js, and how a page starts a checkout in each."""

from stripe.checkout import Session

from .shop_page import ShopPage

SCRIPTS = {"v3": "/v3/"} | {train: f"/{train}/stripe.js" for train in ("acacia", "basil", "clover", "dahlia", "endive")}
BEFORE_CLOVER, SINCE_DAHLIA = ("v3", "acacia", "basil"), ("dahlia", "endive")
# Older names say in the newer trains what took their place.
SAID = {
    "initCheckout": SINCE_DAHLIA,
    "initEmbeddedCheckout": SINCE_DAHLIA,
    "redirectToCheckout": ("clover", *SINCE_DAHLIA),
}
START = {
    "awaited": """async ([key, secret]) => {
        const { initCheckout } = Stripe(key);
        window.checkout = await initCheckout({ fetchClientSecret: async () => secret });
        window.actions = checkout;
        window.current = () => checkout.session();
    }""",
    "clover": """async ([key, secret]) => {
        window.checkout = Stripe(key).initCheckout({ clientSecret: secret });
        window.actions = (await checkout.loadActions()).actions;
        window.current = () => actions.getSession();
    }""",
    "elements": """async ([key, secret]) => {
        window.checkout = Stripe(key).initCheckoutElementsSdk({ clientSecret: Promise.resolve(secret) });
        window.actions = (await checkout.loadActions()).actions;
        window.current = () => actions.getSession();
    }""",
}
MOUNT = """(type) => {
    window.changes = [];
    checkout.on('change', (session) => changes.push(session));
    const { createElement, createPaymentElement } = checkout;
    (type === 'v3' ? createElement('payment') : createPaymentElement()).mount('#payment');
}"""


def started(shop: ShopPage, train: str, session: Session) -> ShopPage:
    """A page of the train with a loaded checkout; the session in `current()`."""
    way = "clover" if train == "clover" else "awaited" if train in BEFORE_CLOVER else "elements"
    shop.open_plain(SCRIPTS[train])
    shop.run(START[way], [shop.key, session.client_secret])
    return shop
