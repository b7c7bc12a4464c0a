"""What happens when our own code fails: the log gets all of it, redacted; the shopper gets one plain sentence."""

import logging

from redis.exceptions import RedisError
from reflex.event import EventSpec
from reflex.state import FrontendEventExceptionState
from reflex_base.utils.exceptions import LockExpiredError

from rxapp.logs import AtMost
from rxapp.shop.refusal import DatabaseBusy, Refusal
from rxapp.states.shop import SORRY, ShopState

logger = logging.getLogger(__name__)
logger.addFilter(AtMost(60))  # anyone can send us reports

LONGEST_REPORT = 2000

# Reflex would reload the page by a script it sends along, which our Content-Security-Policy doesn't run.
FrontendEventExceptionState.auto_reload_on_errors = []


def handler_failed(exception: Exception) -> EventSpec:
    """A handler of a state raised what it shouldn't."""
    # The state of the pages is in Redis: one that is away, or came back empty, takes the lock of a handler with it.
    if isinstance(exception, (RedisError, LockExpiredError)):
        exception = DatabaseBusy()
    if isinstance(exception, Refusal):  # as when the database is away while a page opens
        logger.warning("a handler could do nothing: %s", exception.code)
        return ShopState.apologise(exception.message)  # pyright: ignore[reportReturnType, reportCallIssue]
    logger.error("a handler failed", exc_info=exception)
    return ShopState.apologise(SORRY)  # pyright: ignore[reportReturnType, reportCallIssue]


def page_failed(exception: Exception) -> None:
    """A browser reports an error in a page. Its words are a stranger's: kept short."""
    logger.error("a page failed: %s", str(exception)[:LONGEST_REPORT])
