"""Every change a shopper can make: a frozen value with its rule. Its docstring is what `/openapi.json` says of it.

A new one is a class here. Over HTTP it has an endpoint by itself, whose body is the value; a page's state needs one
handler of one line, and the page a control. The session at Stripe follows the cart.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from rxapp.shop import money
from rxapp.shop.cart import (
    AT_LEAST,
    AT_MOST,
    Cart,
    CartLine,
    end_offers,
    fitted,
    may_have,
    moment,
    with_quantity,
    without_code,
)
from rxapp.shop.catalog import Catalog, Product
from rxapp.shop.change import Change, Known, Revision, Word
from rxapp.shop.codes import NO_CODE, entered
from rxapp.shop.destination import Address, parsed
from rxapp.shop.entry import Text, spelt
from rxapp.shop.refusal import CodeRefused, NothingToUndo, Refusal
from rxapp.shop.shipping import refuse_unless_offered, refuse_unless_served
from rxapp.shop.stock import at_most_left, refuse_beyond
from rxapp.shop.words import say

EMPTY = say("checkout.empty")
NO_QUANTITY = say("refusals.not_a_quantity", least=AT_LEAST, most=AT_MOST)
NO_SUCH_PLAN = say("refusals.no_such_plan")
NOTHING_SENT = say("refusals.nothing_sent")
NO_SUCH_MEMBERS = say("refusals.no_such_members")


class AddProduct(Change):
    """Puts more of a product into the cart. Without a cart cookie a new cart begins, and its cookie is set."""

    control = "{slug}"
    begins_a_cart = True
    typed_wrong = {"quantity": NO_QUANTITY}

    slug: Word = Field(examples=["yame-sencha"])
    quantity: Annotated[int, Field(ge=AT_LEAST, description="So many more; one when left out.", examples=[1])] = 1

    def rule(self, cart: Cart, known: Known) -> Cart:
        return _with_quantity(cart, known, self.slug, cart.quantity_of(self.slug) + self.quantity)


class SetQuantity(Change):
    """Makes the quantity of a product exactly this."""

    control = "{slug}"
    typed_wrong = {"quantity": NO_QUANTITY}

    slug: Word = Field(examples=["yame-sencha"])
    quantity: int = Field(description="Exactly so many.", examples=[2])

    def rule(self, cart: Cart, known: Known) -> Cart:
        return _with_quantity(cart, known, self.slug, self.quantity)


class SetQuantities(Change):
    """Makes several quantities exactly these: all of them, or none if one is refused."""

    offered = False

    quantities: Mapping[str, int]

    def rule(self, cart: Cart, known: Known) -> Cart:
        for slug, quantity in self.quantities.items():
            cart = _with_quantity(cart, known, slug, quantity)
        return cart


class RemoveProduct(Change):
    """Takes a product out of the cart, and with it the add-ons that were only for it."""

    control = "{slug}"

    slug: Word = Field(examples=["yame-sencha"])

    def rule(self, cart: Cart, known: Known) -> Cart:
        _product(known.catalog, self.slug)
        lines = tuple(line for line in cart.lines if line.slug != self.slug)
        return fitted(cart.model_copy(update={"lines": lines}), known.catalog)


class TakeWhatIsLeft(Change):
    """Brings the quantity of a product down to what is left of it, or takes it out where nothing is."""

    control = "{slug}"

    slug: Word = Field(examples=["bamboo-whisk"])

    def rule(self, cart: Cart, known: Known) -> Cart:
        _product(known.catalog, self.slug)
        quantity = at_most_left(cart.quantity_of(self.slug), self.slug, known.left)
        if quantity:
            return with_quantity(cart, self.slug, quantity)
        return RemoveProduct(slug=self.slug).rule(cart, known)


class SwapSize(Change):
    """Replaces a product by its other size, in its place and as many, added to what the cart holds of that size."""

    control = "{slug}"

    slug: Word = Field(description="The size that is in the cart.", examples=["yame-sencha"])

    def rule(self, cart: Cart, known: Known) -> Cart:
        quantity = cart.quantity_of(self.slug)
        other = known.catalog.other_size(self.slug) if quantity else None
        if other is None:
            raise Refusal("checkout", say("refusals.one_size"))
        together = quantity + cart.quantity_of(other.slug)
        if together > AT_MOST:
            raise Refusal(self.slug, say("refusals.too_many", most=AT_MOST))
        refuse_beyond(together, other.slug, known.left, beside=self.slug, name=other.name)
        others = (line for line in cart.lines if line.slug != other.slug)
        new = CartLine(slug=other.slug, quantity=together)
        lines = tuple(new if line.slug == self.slug else line for line in others)
        return fitted(cart.model_copy(update={"lines": lines}), known.catalog)


class SetAddOn(Change):
    """Puts an add-on on or takes it off."""

    control = "{key}"

    key: Word = Field(examples=["gift_wrap"])
    on: bool

    def rule(self, cart: Cart, known: Known) -> Cart:
        add_on = known.catalog.add_ons.get(self.key)
        if add_on is None:
            raise Refusal("checkout", say("refusals.no_such_add_on"))
        if self.on and not cart.lines:
            raise Refusal("checkout", EMPTY)
        if self.on and not may_have(cart, add_on):
            names = say("written.or").join(known.catalog.by_slug[slug].name for slug in add_on.only_with)
            raise Refusal(self.key, say("refusals.add_on_only_for", add_on=add_on.name, products=names))
        return cart.model_copy(update={"add_ons": cart.add_ons | {self.key} if self.on else cart.add_ons - {self.key}})


class SetDonation(Change):
    """Gives a donation, or takes it back."""

    control = "donation"

    typed: Text = Field(
        description="An amount as the store's language writes it, in whole steps and up to the most that may be given; "
        "another is refused with what it may have been. Empty takes the donation back.",
        examples=["3.50"],
    )

    def rule(self, cart: Cart, known: Known) -> Cart:
        donation, currency = known.catalog.donation, known.catalog.currency
        if donation is None:
            raise Refusal("checkout", say("refusals.no_donations"))
        if not cart.lines:
            raise Refusal("checkout", EMPTY)
        try:
            given = money.read(self.typed or "0", currency)
            donation.refuse_unless_possible(given, currency)
        except money.TwoReadings as two:
            meant = money.written(two.meant, currency)
            message = say("refusals.two_readings", typed=self.typed.strip(), meant=meant)
            raise Refusal("donation", message) from None
        except ValueError:
            example = money.typed(min(10 * donation.step, donation.at_most), currency)
            raise Refusal("donation", say("refusals.not_an_amount", example=example)) from None
        return cart.model_copy(update={"donation": given})


class ChooseShipping(Change):
    """Chooses how the order is sent."""

    control = "shipping"

    key: Word = Field(examples=["express"])

    def rule(self, cart: Cart, known: Known) -> Cart:
        refuse_unless_offered(self.key, cart.destination, known.catalog)
        return cart.model_copy(update={"shipping": self.key})


class SetDestination(Change):
    """Says where the order goes. Ways to ship, their prices and taxes follow; a chosen way stays if it leads there."""

    carts = "both"
    control = "destination"

    destination: Address

    def rule(self, cart: Cart, known: Known) -> Cart:
        if cart.plan and not known.catalog.plans[cart.plan].shipped:
            raise Refusal("destination", NOTHING_SENT)
        destination = parsed(dict(self.destination))
        refuse_unless_served(destination, known.catalog)
        return cart.model_copy(update={"destination": destination})


class ApplyCode(Change):
    """Enters a promo code. It replaces an earlier one; its minutes run from the first time it was entered."""

    control = "code"
    is_a_guess = True

    code: Text = Field(description="What the shopper typed.", examples=["WELCOME10"])

    @property
    def spelt(self) -> str:
        """The code as the catalogue writes it, however it was typed."""
        return spelt(self.code)

    def code_in_question(self, cart: Cart) -> str:
        return self.spelt

    def rule(self, cart: Cart, known: Known) -> Cart:
        until = known.history.until.get(self.spelt)
        rule = entered(self.spelt, moment(cart, known.catalog, known.now, until, known.history))
        if rule.minutes and until is None:
            until = known.now + timedelta(minutes=rule.minutes)
        return cart.model_copy(update={"code": self.spelt, "code_until": until if rule.minutes else None})


class RemoveCode(Change):
    """Takes the promo code off."""

    control = "code"

    def rule(self, cart: Cart, known: Known) -> Cart:
        return without_code(cart)


class EndOffers(Change):
    """Takes off what has run out or been used up, for instance when a countdown is over."""

    carts = "both"
    control = "code"

    def code_in_question(self, cart: Cart) -> str:
        return cart.code

    def rule(self, cart: Cart, known: Known) -> Cart:
        return end_offers(cart, known.catalog, known.history, known.now)


class SignIn(Change):
    """Makes the shopper a member, with what members get, or a guest again. In a test store only.

    A code that is for other members comes off. A session that can't be for them has ended then, and its `id` is null:
    open the checkout again.
    """

    carts = "both"

    member: str = Field(max_length=60, description="A member of the test store; empty is a guest.", examples=["gold"])

    def rule(self, cart: Cart, known: Known) -> Cart:
        if not known.test_store or (self.member and self.member not in known.catalog.members):
            raise Refusal("checkout", NO_SUCH_MEMBERS)
        return end_offers(cart.model_copy(update={"member": self.member}), known.catalog, now=known.now)


class Undo(Change):
    """Makes the cart again what it was at an earlier revision, after an answer 503; that is a change as well.

    What has run out since stays off.
    """

    carts = "both"

    revision: Revision = Field(description="The cart is to be again what it was at this revision.", examples=[7])

    @property
    def goes_back_to(self) -> int | None:
        return self.revision

    def code_in_question(self, cart: Cart) -> str:
        return cart.code

    def rule(self, cart: Cart, known: Known) -> Cart:
        if known.earlier is None:
            raise NothingToUndo
        return end_offers(fitted(known.earlier, known.catalog), known.catalog, known.history, known.now)


class TakeBack(Undo):
    """Makes the cart again what Stripe has confirmed last, since it refuses what the cart had become.

    Not if the shopper has changed it again meanwhile, nor if it was the same already.
    """

    offered = False

    refused: Cart

    def rule(self, cart: Cart, known: Known) -> Cart:
        before = super().rule(cart, known)
        if before == cart or cart != fitted(self.refused, known.catalog):
            raise NothingToUndo
        return before


class Join(Change):
    """Begins to join a plan."""

    carts = "both"
    offered = False

    plan: Word

    def rule(self, cart: Cart, known: Known) -> Cart:
        if self.plan not in known.catalog.plans:
            raise Refusal("checkout", NO_SUCH_PLAN)
        return cart.model_copy(update={"plan": self.plan})


class ChooseTerm(Change):
    """Chooses how a plan is paid, such as monthly or yearly. Its price, its trial and what is due later follow."""

    carts = "plan"
    control = "term"

    key: Word = Field(examples=["yearly"])

    def rule(self, cart: Cart, known: Known) -> Cart:
        if not cart.plan:
            raise Refusal("checkout", NO_SUCH_PLAN)
        if self.key not in known.catalog.plans[cart.plan].terms:
            raise Refusal("term", say("refusals.no_such_term"))
        return cart.model_copy(update={"term": self.key})


class SetReferral(Change):
    """Says by which code a friend has sent the shopper. It replaces an earlier one."""

    carts = "plan"
    control = "referral"
    is_a_guess = True

    code: Text = Field(description="What the shopper typed.", examples=["SECONDCUP"])

    def rule(self, cart: Cart, known: Known) -> Cart:
        code = spelt(self.code)
        if not code:
            raise Refusal("referral", NO_CODE)
        if code not in known.catalog.referral_codes:
            raise CodeRefused("referral", say("codes.unknown"))
        return cart.model_copy(update={"referral": code})


class RemoveReferral(Change):
    """Takes the referral code off."""

    carts = "plan"
    control = "referral"

    def rule(self, cart: Cart, known: Known) -> Cart:
        return cart.model_copy(update={"referral": ""})


def _with_quantity(cart: Cart, known: Known, slug: str, quantity: int) -> Cart:
    product = _product(known.catalog, slug)
    if quantity < AT_LEAST:
        raise Refusal(slug, say("refusals.too_few", least=AT_LEAST, product=product.name))
    if quantity > AT_MOST:
        raise Refusal(slug, say("refusals.too_many", most=AT_MOST))
    refuse_beyond(quantity, slug, known.left)
    return with_quantity(cart, slug, quantity)


def _product(catalog: Catalog, slug: str) -> Product:
    product = catalog.by_slug.get(slug)
    if product is None:
        raise Refusal("checkout", say("refusals.not_sold"))
    return product


def _with_subclasses(change: type[Change]) -> list[type[Change]]:
    return [change, *(found for one in change.__subclasses__() for found in _with_subclasses(one))]


OFFERED: tuple[type[Change], ...] = tuple(one for one in _with_subclasses(Change)[1:] if one.offered)
"""What somebody may ask for by itself: each has an endpoint."""
