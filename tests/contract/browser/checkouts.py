"""What the server says of a session that is paid in a shop's page, and its checkout there alone."""

from typing import Any

from .alone import Alone
from .frames import LONDON

SESSION, INIT, CONFIRM = (f"/v1/payment_pages/cs_1{part}" for part in ("", "/init", "/confirm"))
ADA = {"name": "Ada", "address": LONDON}
BOB = {"name": "Bob", "address": LONDON | {"city": "Bath"}}


def page_of(status: str = "open", **more: Any) -> dict[str, Any]:
    """What the server says of a session; what is of the session itself goes by `session`."""
    session: dict[str, Any] = {
        "id": "cs_1",
        "status": {"type": status},
        "currency": "usd",
        "minorUnitsAmountDivisor": 100,
        "total": {"total": {"minorUnitsAmount": 4000, "amount": "$40.00"}},
        "email": None,
        "phoneNumber": None,
        "billingAddress": None,
        "shippingAddress": None,
        "lastPaymentError": None,
        "lineItems": [],
        "recurring": None,
    }
    usual: dict[str, Any] = {
        "ui_mode": "elements",
        "mode": "payment",
        "return_url": None,
        "payment_method_required": True,
        "payment_method_types": ["card"],
        "allowed_countries": ["GB"],
        "collect_phone_number": True,
        "allow_promotion_codes": True,
        "last_payment_error_code": None,
        "permissions": {
            "update_discounts": "client_only",
            "update_line_items": "client_only",
            "update_shipping_details": "client_only",
        },
    }
    return usual | more | {"session": session | more.get("session", {})}


def opened(page: Alone) -> Alone:
    """A checkout whose actions are there."""
    page.do("""window.sdk = Stripe("pk_test_1").initCheckoutElementsSdk({ clientSecret: "cs_1_secret_1" });
        window.actions = (await sdk.loadActions()).actions;""")  # fmt: skip
    return page


def confirmed(page: Alone, **chosen: Any) -> Any:
    return page.value("actions.confirm(given)", {"paymentMethod": "pm_1", "redirect": "if_required"} | chosen)
