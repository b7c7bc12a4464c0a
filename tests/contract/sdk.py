"""The request types of the installed SDK as strict validators."""

from collections.abc import Mapping
from typing import Any

import stripe.params.checkout._session_create_params as creating
import stripe.params.checkout._session_update_params as updating
from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypedDict

STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


def _make_strict(module: Any) -> None:
    # named in the request options that the SDK mixes in, but not imported there at run time
    vars(module).setdefault("StripeContext", Any)
    vars(module).setdefault("Mapping", Mapping)
    for value in vars(module).values():
        if isinstance(value, type) and hasattr(value, "__total__"):
            value.__pydantic_config__ = STRICT


for _module in (creating, updating):
    _make_strict(_module)


class CouponData(TypedDict):
    """Preview: `discounts[].coupon_data`, in the beta SDKs only."""

    __pydantic_config__ = STRICT  # pyright: ignore[reportGeneralTypeIssues]
    name: str
    amount_off: int
    currency: str
    duration: str


class Discount(TypedDict):
    __pydantic_config__ = STRICT  # pyright: ignore[reportGeneralTypeIssues]
    coupon_data: CouponData


PREVIEW = TypeAdapter(list[Discount])
create = TypeAdapter(creating.SessionCreateParams)
create.rebuild(_types_namespace=vars(creating))
update = TypeAdapter(updating.SessionUpdateParams)


def check_create(params: dict[str, Any]) -> None:
    """Passes what Stripe's newest SDK would accept, with the preview parameters of the discounts guide.

    Raises:
        pydantic.ValidationError: Something is unknown, missing or of the wrong type.
    """
    plain = dict(params)
    PREVIEW.validate_python(plain.pop("discounts", []))
    permissions = dict(plain["permissions"])
    assert permissions.pop("update_discounts") == "server_only"
    plain["permissions"] = permissions
    create.validate_python(plain)


def check_update(params: dict[str, Any]) -> None:
    """The same for an update."""
    plain = dict(params)
    if (discounts := plain.pop("discounts")) != "":
        PREVIEW.validate_python(discounts)
        assert len(discounts) == 1
    update.validate_python(plain)
