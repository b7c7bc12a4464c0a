"""A business rule says no."""


class Refusal(Exception):
    """The shopper asked for something the shop doesn't do; nothing was changed.

    Attributes:
        control: What the shopper used: a product's slug, an add-on's key, `shipping`, `code`, a part of the
            address or `checkout`.
        message: One kind sentence for the shopper, shown next to that control.
        problems: The same by control; where several parts were refused at once, all of them.
    """

    def __init__(self, control: str, message: str) -> None:
        super().__init__(message)
        self.control = control
        self.message = message
        self.problems = {control: message}
