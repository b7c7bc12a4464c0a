"""A business rule says no."""


class Refusal(Exception):
    """The shopper asked for something the shop doesn't do; nothing was changed.

    Attributes:
        control: What the shopper used: a product's slug, an add-on's key, `shipping`, `code` or `checkout`.
        message: One kind sentence for the shopper, shown next to that control.
    """

    def __init__(self, control: str, message: str) -> None:
        super().__init__(message)
        self.control = control
        self.message = message
