"""What Stripe lets only some accounts do. Nothing says beforehand whether an account may, so it is tried."""

import logging
from dataclasses import dataclass

from rxapp.payments.client import API_VERSION
from rxapp.payments.failures import StripeRefused

logger = logging.getLogger(__name__)

# Previews are asked for by an addition to the version.
PREVIEW_VERSION = f"{API_VERSION}; checkout_server_update_beta=v1;"
# Stripe has no code for it. https://github.com/stripe/stripe-python/issues/664
NOT_ADMITTED = "You do not have permission to pass this beta header"


@dataclass
class Preview:
    """Updates that are a preview, which this account may make until Stripe refuses them.

    Attributes:
        subject: What is updated.
        parameters: What the request says it with.
        instead: What is done for an account that may not.
    """

    subject: str
    parameters: tuple[str, ...]
    instead: str
    allowed: bool = True

    def refused_by(self, refused: StripeRefused) -> bool:
        """Whether it is this that Stripe refused, which is remembered: the account isn't tried again."""
        unknown = refused.code == "parameter_unknown" and refused.param.startswith(self.parameters)
        if not unknown and NOT_ADMITTED not in str(refused):
            return False
        self.allowed = False
        logger.warning("this account may not update %s: %s from now on", self.subject, self.instead)
        return True
