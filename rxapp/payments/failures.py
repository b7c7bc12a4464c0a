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
        of_content: Whether it is what was asked for that Stripe won't do: asking again would change nothing.
    """

    def __init__(self, message: str, code: str = "", param: str = "", of_content: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.param = param
        self.of_content = of_content


class NewOneNeeded(StripeRefused):
    """The session or intent can't be brought to these terms; only a new one in its place can."""


class TrialFixed(NewOneNeeded):
    """This account can't change a session's trial."""

    def __init__(self) -> None:
        super().__init__("the trial is fixed")


class CustomerFixed(NewOneNeeded):
    """It can't be given to this customer: it is somebody else's, or this account can't give it at all."""

    def __init__(self) -> None:
        super().__init__("the customer is fixed")


class SessionClosed(StripeRefused):
    """The session or intent takes no more changes.

    Attributes:
        confirmed: Whether the shopper has confirmed the payment; otherwise it has expired.
    """

    def __init__(self, confirmed: bool) -> None:
        super().__init__("confirmed" if confirmed else "expired")
        self.confirmed = confirmed
