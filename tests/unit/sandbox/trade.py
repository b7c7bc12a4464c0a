"""A day's trade of an account, in the words of whatever version it speaks, so that every kind of object is there."""

from typing import Any
from urllib.parse import urlencode

from tests.unit.sandbox.caller import Caller

LISTS = (
    "charges coupons customers events payment_intents payment_methods prices products promotion_codes refunds "
    "setup_intents shipping_rates subscriptions tax_rates webhook_endpoints checkout/sessions"
).split()
EXPANDED = "expand[]=line_items.data.taxes&expand[]=line_items.data.discounts&expand[]=total_details.breakdown"
SHOP = "https://shop.example/"


def item(unit_amount: int = 1800) -> str:
    """A line item with a price of its own."""
    price = "line_items[0][price_data]"
    return (
        f"{price}[currency]=usd&{price}[unit_amount]={unit_amount}&{price}[product_data][name]=Tea"
        "&line_items[0][quantity]=2"
    )


class Trade:
    """The calls of one account in one version."""

    def __init__(self, caller: Caller, version: str) -> None:
        self.caller = caller
        self.version = version
        self.elements = f"ui_mode={self._ui_mode()}&return_url={SHOP}"

    def _ui_mode(self) -> str:
        if self.version >= "2026-03-25":
            return "elements"
        return "custom" if self.version >= "2025-03-31" else "embedded"

    async def ask(self, path: str, form: str = "", method: str = "POST", status: int = 200) -> dict[str, Any]:
        answer = await self.caller.call(method, path, form, **{"stripe-version": self.version})
        assert answer.status_code == status, f"{method} {path} {form}: {answer.text}"
        return answer.json()

    async def made(self) -> dict[str, Any]:
        """Everything, and a session that has been paid with a discount, a tax and shipping."""
        await self.ask("/v1/webhook_endpoints", f"url={SHOP}&enabled_events[]=*")
        price = "default_price_data[currency]=usd&default_price_data[unit_amount]=1800"
        product = await self.ask("/v1/products", f"name=Tea&{price}")
        coupon = (await self.ask("/v1/coupons", "percent_off=12.5&duration=forever"))["id"]
        promotion = "promotion[type]=coupon&promotion[coupon]" if self.version >= "2025-09-30" else "coupon"
        code = (await self.ask("/v1/promotion_codes", f"{promotion}={coupon}&code=SAVE"))["id"]
        amount = "fixed_amount[amount]=500&fixed_amount[currency]=usd"
        rate = (await self.ask("/v1/shipping_rates", f"display_name=Post&type=fixed_amount&{amount}"))["id"]
        tax = (await self.ask("/v1/tax_rates", "display_name=VAT&percentage=20&inclusive=True"))["id"]
        address = "address[country]=US&address[city]=Rome"
        customer = (await self.ask("/v1/customers", f"email=a@example.com&name=Ada&{address}"))["id"]
        await self._subscribe(product["id"], customer, coupon)
        await self._pay_intents()
        await self._leave_open()
        return await self._pay(
            f"mode=payment&customer={customer}&discounts[0][promotion_code]={code}"
            f"&line_items[0][price]={product['default_price']}&line_items[0][quantity]=2"
            f"&line_items[0][tax_rates][0]={tax}&shipping_options[0][shipping_rate]={rate}"
            "&payment_intent_data[setup_future_usage]=off_session"
        )

    async def _pay(self, form: str) -> dict[str, Any]:
        session = await self.ask("/v1/checkout/sessions", f"{self.elements}&{form}")
        await self.caller.control(f"pay/{session['id']}")
        return session

    async def _subscribe(self, product: str, customer: str, coupon: str) -> None:
        recurring = f"product={product}&currency=usd&unit_amount=900&recurring[interval]=month"
        price = (await self.ask("/v1/prices", recurring))["id"]
        club = f"mode=subscription&customer={customer}&line_items[0][price]={price}&line_items[0][quantity]=1"
        await self._pay(f"{club}&discounts[0][coupon]={coupon}")
        await self._pay(f"{club}&subscription_data[trial_period_days]=3")
        await self._pay(f"mode=setup&customer={customer}&currency=usd")

    async def _leave_open(self) -> None:
        await self.ask("/v1/checkout/sessions", f"mode=payment&success_url={SHOP}&{item()}")
        asked = "shipping_address_collection[allowed_countries][0]=US"
        session = await self.ask("/v1/checkout/sessions", f"mode=payment&{self.elements}&{item()}&{asked}")
        address = {"line1": "1 Main St", "city": "Rome", "state": "NY", "postal_code": "13440", "country": "US"}
        typed = {
            "key": f"pk_test_{self.caller.account}",
            "client_secret": session["client_secret"],
            "shipping_address": {"name": "Ada", "address": address},
        }
        answer = await self.caller.http.post(f"/v1/payment_pages/{session['id']}", json=typed)
        assert answer.status_code == 200, answer.text

    async def _pay_intents(self) -> None:
        paying = f"amount=900&currency=usd&confirm=True&return_url={SHOP}&payment_method=pm_card_"
        paid = await self.ask("/v1/payment_intents", f"{paying}visa")
        await self.ask("/v1/refunds", f"payment_intent={paid['id']}&reason=requested_by_customer")
        await self.ask("/v1/payment_intents", f"{paying}authenticationRequired")
        await self.ask("/v1/payment_intents", f"{paying}chargeDeclined", status=402)
        types = ("allowed_" if self.version >= "2026-09-30" else "") + "payment_method_types[]"
        other = f"amount=900&currency=usd&confirm=True&return_url={SHOP}&{types}="
        await self.ask("/v1/payment_intents", f"{other}us_bank_account&payment_method=pm_usBankAccount_success")
        if self.version >= "2024-04-10":
            await self._pay_elsewhere(other)

    async def _pay_elsewhere(self, other: str) -> None:
        leaving = await self.ask("/v1/payment_intents", f"{other}amazon_pay&payment_method_data[type]=amazon_pay")
        question = leaving["next_action"]["redirect_to_url"]["url"].rpartition("/")[2]
        assert (await self.caller.browse(f"/v1/redirect/{question}", {"outcome": "complete"}))["ok"]

    async def seen(self, session: str, version: str) -> list[dict[str, Any]]:
        """All objects, as a version shows them."""
        asking = {"stripe-version": version}
        everything: list[dict[str, Any]] = []
        for name in LISTS:
            answer = await self.caller.call("GET", f"/v1/{name}?{urlencode({'limit': 100})}", **asking)
            assert answer.status_code == 200, answer.text
            everything += answer.json()["data"]
        expanded = await self.caller.call("GET", f"/v1/checkout/sessions/{session}?{EXPANDED}", **asking)
        return [*everything, expanded.json()]
