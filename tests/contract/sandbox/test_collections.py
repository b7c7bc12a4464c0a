"""What resources share: however an object is asked for, it is the same object."""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Account

HOUR = 3600
MADE: dict[str, dict[str, Any]] = {
    "coupons": {"percent_off": 10},
    "customers": {"email": "mira@example.com"},
    "prices": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Sencha"}},
    "products": {"name": "Sencha"},
    "shipping_rates": {"display_name": "Express", "fixed_amount": {"amount": 1500, "currency": "usd"}},
    "tax_rates": {"display_name": "VAT", "inclusive": True, "percentage": 19},
    "webhook_endpoints": {"url": "http://127.0.0.1:9/", "enabled_events": ["plan.created"]},
}


@pytest.mark.parametrize("name", MADE)
def test_an_object_is_the_same_whichever_call_shows_it(account: Account, name: str) -> None:
    resource = getattr(account.client().v1, name)
    made = resource.create(MADE[name])
    changed = resource.update(made.id, {"metadata": {"season": "spring"}})
    assert changed.metadata.to_dict() == {"season": "spring"}
    assert changed.to_dict() == resource.retrieve(made.id).to_dict()
    assert [one.to_dict() for one in resource.list().data] == [changed.to_dict()]


def _coupon(account: Account, soon: int) -> tuple[Any, str]:
    coupons = account.client().v1.coupons
    return coupons, coupons.create({"percent_off": 10, "redeem_by": soon}).id


def _promotion_code(account: Account, soon: int) -> tuple[Any, str]:
    client = account.client()
    coupon = client.v1.coupons.create({"percent_off": 10})
    promotion = {"type": "coupon", "coupon": coupon.id}
    code = client.v1.promotion_codes.create({"promotion": promotion, "expires_at": soon})  # type: ignore[arg-type]
    return client.v1.promotion_codes, code.id


@pytest.mark.parametrize(("make", "field"), [(_coupon, "valid"), (_promotion_code, "active")])
def test_what_has_run_out_says_so_in_every_answer(
    account: Account, make: Callable[[Account, int], tuple[Any, str]], field: str
) -> None:
    account.client().v1.products.list()  # makes the account known
    resource, id = make(account, account.look()["now"] + HOUR)
    assert resource.update(id, {"metadata": {"season": "spring"}})[field] is True
    account.control("clock", {"seconds": 2 * HOUR})
    assert resource.retrieve(id)[field] is False
    assert [one[field] for one in resource.list().data] == [False]
    assert resource.update(id, {"metadata": {"season": "autumn"}})[field] is False
