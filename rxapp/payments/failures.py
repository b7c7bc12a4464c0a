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


class TrialFixed(StripeRefused):
    """This account can't change a session's trial; only a new session can begin with another one."""

    def __init__(self) -> None:
        super().__init__("the trial is fixed")


class SessionClosed(StripeRefused):
    """The session or intent takes no more changes.

    Attributes:
        confirmed: Whether the shopper has confirmed the payment; otherwise it has expired.
    """

    def __init__(self, confirmed: bool) -> None:
        super().__init__("confirmed" if confirmed else "expired")
        self.confirmed = confirmed
