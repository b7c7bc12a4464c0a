"""What the server says of a session that is paid on a page of Stripe's, and parts of that page alone."""

from typing import Any

from .alone import Alone

SHOP = "https://shop.example"
TEA: dict[str, Any] = {
    "id": "li_tea",
    "name": "Tea",
    "description": None,
    "images": [],
    "quantity": 1,
    "unitLabel": None,
    "unitAmount": {"amount": "$18.00"},
    "subtotal": {"amount": "$18.00"},
    "recurring": None,
    "adjustableQuantity": None,
}
CUP = TEA | {"id": "li_cup", "name": "Cup"}
MONTHLY = {"interval": "month", "intervalCount": 1}
POST = {
    "id": "shr_post",
    "displayName": "Post",
    "amount": "$5.00",
    "minorUnitsAmount": 500,
    "deliveryEstimate": None,
}
COURIER = POST | {"id": "shr_courier", "displayName": "Courier", "amount": "$12.00", "minorUnitsAmount": 1200}
TRIAL = {"trialPeriodDays": 14, "trialEnd": 1_777_593_600}
CLUB = MONTHLY | {"dueNext": {"total": {"amount": "$18.00"}}, "trial": None}


def amount(minor: int) -> dict[str, Any]:
    return {"minorUnitsAmount": minor, "amount": f"${minor / 100:.2f}"}


def page_of(status: str = "open", **more: Any) -> dict[str, Any]:
    """What the server says; what is of the session itself goes by `session`."""
    session: dict[str, Any] = {
        "id": "cs_1",
        "status": {"type": status},
        "currency": "usd",
        "minorUnitsAmountDivisor": 100,
        "businessName": "Tea & Co",
        "total": {"subtotal": amount(1800), "total": amount(1800)},
        "email": "ada@example.com",
        "phoneNumber": None,
        "billingAddress": None,
        "shippingAddress": None,
        "shippingOptions": [],
        "shipping": None,
        "discountAmounts": None,
        "taxAmounts": None,
        "lastPaymentError": None,
        "lineItems": [TEA],
        "optionalItems": None,
        "recurring": None,
    }
    usual: dict[str, Any] = {
        "ui_mode": "hosted_page",
        "return_url": f"{SHOP}/done",
        "cancel_url": f"{SHOP}/cart",
        "redirect_on_completion": "always",
        "mode": "payment",
        "submit_type": "auto",
        "custom_text": dict.fromkeys(["after_submit", "shipping_address", "submit", "terms_of_service_acceptance"]),
        "saved_cards": [],
        "offers_saving": False,
        "display_name": "Tea & Co",
        "custom_fields": [],
        "consent_collection": None,
        "name_collection": None,
        "email_is_fixed": True,
        "allow_promotion_codes": False,
        "permissions": dict.fromkeys(
            ["update_discounts", "update_line_items", "update_shipping_details"], "client_only"
        ),
        "allowed_countries": None,
        "billing_address_collection": "auto",
        "collect_phone_number": False,
        "payment_method_types": ["card"],
        "payment_method_required": True,
        "last_payment_error_code": None,
        "locale": None,
        "livemode": False,
    }
    return usual | more | {"session": session | more.get("session", {})}


# A checkout that only notes what it is asked; `page` may be another later.
STUB = """window.asked = [];
    window.page = given;
    const element = (kind) => ({
        mount: (place) => asked.push([kind, "mount", place.isConnected]),
        unmount: () => asked.push([kind, "unmount"]),
        update: (options) => asked.push([kind, "update", options]),
    });
    window.checkout = {
        state: { page: () => window.page },
        group: { create: (kind, options = {}) => { asked.push([kind, "create", options]); return element(kind); } },
        queue: { run: (work) => work() },
        sync: { settle: async () => { asked.push("settle"); } },
        requiredForms: () => [],
        update: async (body) => { asked.push(body); if (window.refuses) throw new Error(window.refuses); },
    };
    window.change = async (body) => { asked.push(body); return true; };"""


def stubbed(alone: Alone, part: str, page: dict[str, Any]) -> Alone:
    """A part of the page, made by this expression and drawn with `page`; what it asks for is in `asked`."""
    alone.load("checkout_page.js", but=("checkout/start.js",))
    alone.do(f"""{STUB}
        window.part = {part};
        document.body.replaceChildren(...[part.root ?? part.details].flat(), ...(part.consents ?? []));
        part.draw?.(page);""", page)  # fmt: skip
    return alone


def drawn(alone: Alone, page: dict[str, Any]) -> None:
    """The session has changed."""
    alone.do("window.page = given; part.draw(page);", page)


def asked(alone: Alone) -> list[Any]:
    """What was asked for since the page is there, or since this was read."""
    return alone.value("asked.splice(0)")
