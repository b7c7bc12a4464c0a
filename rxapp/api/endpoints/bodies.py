"""What clients send besides the changes of `shop.changes`, which are bodies themselves.

An amount is never among it, but for comparison.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rxapp.shop.change import Revision, Word
from rxapp.shop.entry import Text

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,255}$")]
ClientSecret = Annotated[str, Field(min_length=1, max_length=500)]
SessionId = Annotated[Identifier, Field(description="The id of the Checkout Session, or of the Payment Intent.")]


class Body(BaseModel):
    """Frozen, and strict: a misspelt field is an error, never a wish that nobody heard."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class WhichCheckout(Body):
    """Which checkout is meant."""

    checkout_session_id: SessionId | None = Field(
        None, description="The checkout of this session or intent. Without it, the unfinished one of the cart cookie."
    )


class Proof(WhichCheckout):
    """Which checkout is meant, and the proof that it is the caller's where there is no cart cookie."""

    client_secret: ClientSecret | None = Field(
        None, description="The session's client secret, instead of the cart cookie or the Authorization header."
    )


class OfSession(Proof):
    """The documented bodies name the session, always; so do those of plans, which aren't the cart cookie's cart."""

    checkout_session_id: SessionId  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]


class Nothing(Body):
    """No body, no parameters."""


class ChooseFlow(Proof):
    flow: Literal["checkout_session", "payment_intent"]


class Place(Proof):
    revision: Revision = Field(description="The revision the shopper saw.")
    amount: int = Field(description="What the Pay button said, in minor units: compared with ours, never charged.")


class UpdateCustomAmount(OfSession):
    product_id: Word = Field(description="An add-on's key; its price is looked up here.", examples=["gift_wrap"])


class WantedItem(Body):
    slug: Word = Field(examples=["yame-sencha"])
    quantity: int = Field(description="Exactly so many.", examples=[2])


class UpdatePaymentIntent(Body):
    payment_intent_id: Identifier
    items: Annotated[tuple[WantedItem, ...], Field(max_length=50)] = Field(
        (), description="The products whose quantity changes; what is not named stays as it is."
    )
    client_secret: ClientSecret | None = Field(
        None, description="The intent's client secret, instead of the cart cookie or the Authorization header."
    )


class UpdateDiscounts(OfSession):
    discounts: Annotated[tuple[dict[str, Any], ...], Field(max_length=1)] | Literal[""] | None = Field(
        None, description="Never believed: what is due is computed here. Empty takes the promo code off."
    )
    code: Text | None = Field(None, description="A promo code to enter.", examples=["WELCOME10"])
