"""Every "no" of the store, in one tree."""

from collections.abc import Mapping
from typing import ClassVar

from rxapp.shop.words import say


class Refusal(Exception):
    """The shopper asked for something the store doesn't do now; nothing was changed.

    Each kind carries its code, which never changes its meaning; programs and the HTTP status go by the code, people
    read the message::

        Refusal                          refused                      a rule of the shop says no
        ├── NotUnderstood                refused                      no page of ours sends that
        ├── NoCookies                    refused                      the browser doesn't say whose cart it is
        ├── AddressRefused               refused                      parts of an address can't be right
        ├── CodeRefused                  refused                      a code is unknown, or can't be used
        ├── OutOfStock                   out_of_stock                 there aren't so many left
        ├── NothingToUndo                refused                      the cart is as it was
        ├── TooManyChanges               too_many_changes             too much at once
        ├── TooManyCodes                 too_many_codes               too many codes that we don't know
        ├── TokenRefused                 token_refused                not the merchant's token
        ├── TooManyTokens                too_many_tokens              too many of those
        ├── NothingToRefund              refused                      more than is left of an order
        ├── AlreadyRefunding             refused                      another refund of it is on its way
        ├── BeingPaid                    being_paid                   a payment is on its way
        ├── Finished                     finished                     paid or expired: nothing changes any more
        ├── ChangedMeanwhile             changed_meanwhile            not what the shopper saw
        ├── SessionEnded                 session_ended                the payment form has to be opened anew
        ├── ChangeTakenBack              taken_back                   Stripe will never take what the cart had become
        ├── DatabaseBusy                 busy                         the database can't be had now
        ├── PaymentServiceUnavailable    payment_service_unavailable  no answer from Stripe
        ├── PaymentServiceRefused        payment_service_refused      Stripe said no
        └── TotalsDisagree               totals_disagree              Stripe has another total than we do

    Attributes:
        control: What the shopper used: a product's slug, an add-on's key, `shipping`, `code`, a part of the
            address or `checkout`.
        message: One kind sentence for the shopper, shown next to that control.
        problems: The same by control; where several parts were refused at once, all of them.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = ""  # what is said where the one who refuses has no words of its own

    def __init__(self, control: str = "checkout", message: str = "") -> None:
        super().__init__(message or self.sentence)
        self.control = control
        self.message = message or self.sentence
        self.problems = {control: self.message}


class NotUnderstood(Refusal):
    """What was sent is nothing that a page of ours sends."""

    sentence = say("refusals.not_understood")


class NoCookies(Refusal):
    """The browser keeps no cookies, so whose cart it is nobody knows: only then a page that read nothing is empty."""

    sentence = say("refusals.no_cookies")


class AddressRefused(Refusal):
    """Some parts of an address can't be right; `problems` has a sentence for each of them."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(*next(iter(problems.items())))
        self.problems = dict(problems)


class CodeRefused(Refusal):
    """A code is unknown, or can't be used, or not any more."""


class OutOfStock(Refusal):
    """There aren't as many left as are wanted."""

    code = "out_of_stock"
    sentence = say("refusals.out_of_stock")


class NothingToUndo(Refusal):
    """There is no earlier cart to go back to."""

    sentence = say("refusals.nothing_to_undo")


class TooManyChanges(Refusal):
    """One cart or address changes more than people do."""

    code = "too_many_changes"
    sentence = say("refusals.too_many_changes")


class TooManyCodes(Refusal):
    """Somebody is guessing codes."""

    code = "too_many_codes"
    sentence = say("refusals.too_many_codes")


class TokenRefused(Refusal):
    """Somebody would like to be the merchant."""

    code = "token_refused"
    sentence = "That isn't the merchant's token."


class TooManyTokens(Refusal):
    """Somebody is guessing the merchant's token."""

    code = "too_many_tokens"
    sentence = "Those were a lot of wrong tokens. Please try again in a few minutes."


class NothingToRefund(Refusal):
    """More is to be given back than is left of what was paid."""

    sentence = "That is more than is left of what was paid."


class AlreadyRefunding(Refusal):
    """Somebody else is giving money back for this order at this moment."""

    sentence = "This order is being refunded at this moment. Please wait until that is done."


class BeingPaid(Refusal):
    """Nothing changes while a payment is on its way."""

    code = "being_paid"
    sentence = say("refusals.being_paid")


class Finished(Refusal):
    """The checkout is over."""

    code = "finished"
    sentence = say("refusals.finished")


class ChangedMeanwhile(Refusal):
    """The cart, or what Stripe has of it, isn't what the shopper saw."""

    code = "changed_meanwhile"
    sentence = say("refusals.changed_meanwhile")
    another_total: ClassVar[str] = say("refusals.another_total")


class SessionEnded(Refusal):
    """The session is expired, complete or gone: the page opens the payment form anew instead of trying again."""

    code = "session_ended"
    sentence = say("refusals.session_ended")


class ChangeTakenBack(Refusal):
    """Stripe will never take what the cart had become: it is again what Stripe has, as a new revision."""

    code = "taken_back"
    sentence = say("refusals.taken_back")


class DatabaseBusy(Refusal):
    """A lock wasn't to be had in time, or the database is away; nothing was changed, and trying again is right."""

    code = "busy"
    sentence = say("refusals.busy")


class PaymentServiceUnavailable(Refusal):
    """Stripe gave no answer; what was changed here is kept, and the next try tells Stripe."""

    code = "payment_service_unavailable"
    sentence = say("refusals.payment_service_unavailable")


class PaymentServiceRefused(Refusal):
    """Stripe said no; what was changed here is kept."""

    code = "payment_service_refused"
    sentence = say("refusals.payment_service_refused")


class TotalsDisagree(Refusal):
    """Stripe answered, with another total than ours."""

    code = "totals_disagree"
    sentence = say("refusals.totals_disagree")
