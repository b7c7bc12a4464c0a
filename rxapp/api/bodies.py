"""What clients send: parsed once, by these models and nothing else. An amount is never among it, but for comparison."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,255}$")]
ClientSecret = Annotated[str, Field(min_length=1, max_length=500)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
Code = Annotated[str, Field(max_length=200, description="What the shopper typed.", examples=["WELCOME10"])]
AddressPart = Annotated[str, Field(max_length=200)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]  # what the database can hold
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


class Nothing(Body):
    """No body, no parameters."""


class AddProduct(Proof):
    slug: Word = Field(examples=["yame-sencha"])


class SetQuantity(Proof):
    slug: Word = Field(examples=["yame-sencha"])
    quantity: int = Field(description="Exactly so many.", examples=[2])


class RemoveProduct(Proof):
    slug: Word = Field(examples=["yame-sencha"])


class SwapSize(Proof):
    slug: Word = Field(description="The size that is in the cart.", examples=["yame-sencha"])


class SetDonation(Proof):
    typed: str = Field(
        max_length=200,
        description="An amount as a person writes it; rounded and capped. Empty takes it back.",
        examples=["3.60"],
    )


class ChooseFlow(Proof):
    flow: Literal["checkout_session", "payment_intent"]


class SignIn(Proof):
    member: str = Field(max_length=60, description="A member of the test store; empty is a guest.", examples=["gold"])


class SetAddOn(Proof):
    key: Word = Field(examples=["gift_wrap"])
    on: bool


class ChooseShipping(Proof):
    key: Word = Field(examples=["express"])


class Address(Body):
    """An address, in Stripe's words for its parts."""

    name: AddressPart = Field(examples=["Anna Marsh"])
    line1: AddressPart = Field(examples=["1 Aloha Tower Drive"])
    line2: AddressPart = ""
    city: AddressPart = Field(examples=["Honolulu"])
    state: AddressPart = Field("", description="What people write there: a code or a name.", examples=["HI"])
    postal_code: AddressPart = Field(examples=["96813"])
    country: AddressPart = Field(description="Two letters.", examples=["US"])


class SetDestination(Proof):
    destination: Address


class ApplyCode(Proof):
    code: Code


class Undo(Proof):
    revision: Revision = Field(description="The cart is to be again what it was at this revision.", examples=[7])


class Place(Proof):
    revision: Revision = Field(description="The revision the shopper saw.")
    amount: int = Field(description="What the Pay button said, in minor units: compared with ours, never charged.")


class OfSession(Proof):
    """The documented bodies name the session, always."""

    checkout_session_id: SessionId  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]


class JoinPlan(Body):
    plan: Word = Field(examples=["tea_club"])


class SetReferral(OfSession):
    code: str = Field(max_length=200, description="What the shopper typed.", examples=["SECONDCUP"])


class RemoveReferral(OfSession):
    """The session of joining a plan."""


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
    code: Code | None = Field(None, description="A promo code to enter.", examples=["WELCOME10"])
