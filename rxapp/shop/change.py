"""What all changes share: a frozen value that says how a cart becomes another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rxapp.shop.cart import Cart, fitted
from rxapp.shop.catalog import Catalog
from rxapp.shop.entry import LONGEST_TEXT
from rxapp.shop.history import NOTHING_YET, History
from rxapp.shop.refusal import NotUnderstood, Refusal
from rxapp.shop.words import say

Word = Annotated[str, Field(min_length=1, max_length=60)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]  # what the database can hold

NOT_FOR_PLANS = say("refusals.goods_only")
NOT_A_PLAN = say("refusals.plans_only")


@dataclass(frozen=True, slots=True)
class Known:
    """What a change may look at besides the cart.

    Attributes:
        history: What has happened before with the shopper, and with the code in question.
        earlier: The cart that is to be gone back to, if the change is one that goes back.
        test_store: Whether nothing that is paid here is real.
        left: How many there are left of each product that is counted.
    """

    catalog: Catalog
    history: History = NOTHING_YET
    earlier: Cart | None = None
    test_store: bool = True
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    left: Mapping[str, int] = field(default_factory=dict[str, int])


class Change(BaseModel):
    """One change. Strict: a misspelt field is an error, never a wish that nobody heard."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    carts: ClassVar[Literal["goods", "plan", "both"]] = "goods"
    """Whether it is for carts of goods, for those that join a plan, or for both."""
    control: ClassVar[str] = "checkout"
    """What the shopper used for it, to say a refusal beside; braces name a field."""
    offered: ClassVar[bool] = True
    """Whether somebody may ask for it by itself."""
    begins_a_cart: ClassVar[bool] = False
    """Whether it may be the first of a cart."""
    is_a_guess: ClassVar[bool] = False
    """Whether it tries a code, so that wrong ones are counted."""
    typed_wrong: ClassVar[Mapping[str, str]] = {}
    """What is said beside the control when a field that people type into can't be read."""

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> Self:
        """Reads a change as a page sent it.

        Raises:
            NotUnderstood: No page of ours sends that.
        """
        try:
            return cls.model_validate(sent)
        except ValidationError as error:
            said = cls.typed_wrong.get(str(error.errors()[0]["loc"][0]))
            raise (NotUnderstood(cls.beside(sent), said) if said else NotUnderstood()) from None

    @classmethod
    def beside(cls, sent: Mapping[str, Any]) -> str:
        """The control that was used, whatever was sent with it."""
        words = {name: word for name, word in sent.items() if isinstance(word, str) and len(word) <= LONGEST_TEXT}
        try:
            return cls.control.format_map(words)
        except KeyError:
            return Change.control

    def code_in_question(self, cart: Cart) -> str:
        """The promo code whose history the rule looks at; empty for none."""
        return ""

    @property
    def goes_back_to(self) -> int | None:
        """The revision whose cart the rule looks at."""
        return None

    def applied(self, cart: Cart, known: Known) -> Cart:
        """The cart after this change.

        Args:
            cart: As it was kept; what is no longer sold is left out first.

        Raises:
            Refusal: See the rule of the change, or it is not for carts of this kind.
        """
        if self.carts == "goods" and cart.plan:
            raise Refusal("checkout", NOT_FOR_PLANS)
        if self.carts == "plan" and not cart.plan:
            raise Refusal("checkout", NOT_A_PLAN)
        return self.rule(fitted(cart, known.catalog), known)

    def rule(self, cart: Cart, known: Known) -> Cart:
        """What the change does, or why not."""
        raise NotImplementedError
