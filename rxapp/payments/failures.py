"""What can go wrong with Stripe, as the store sees it. None of Stripe's own words go further than the log."""


class StripeFailure(Exception):
    """A call to Stripe didn't do what was asked."""


class StripeUnavailable(StripeFailure):
    """No answer, or Stripe said to come back later: whether anything happened is unknown."""


class StripeRefused(StripeFailure):
    """Stripe answered no; nothing happened there.

    Attributes:
        code: Stripe's error code, such as `amount_too_small`, or empty.
        param: The parameter that Stripe names, or empty.
    """

    def __init__(self, message: str, code: str = "", param: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.param = param


class SessionClosed(StripeRefused):
    """The checkout session is complete or expired and takes no more changes."""
