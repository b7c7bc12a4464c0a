"""A circuit breaker: stops asking somebody who doesn't answer, and finds out by itself when they are back."""

import time
from collections.abc import Callable

FAILURES, PAUSE_SECONDS = 5, 5.0


class CircuitBreaker:
    """Opens after so many failures in a row; then one question per pause is let through, until one is answered."""

    def __init__(
        self, failures: int = FAILURES, pause: float = PAUSE_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._pause, self._clock = failures, pause, clock
        self._failures = 0
        self._next_try = 0.0

    @property
    def closed(self) -> bool:
        """Whether everything may be asked."""
        return self._failures < self._limit

    def admits(self) -> bool:
        """Whether this question may be asked; while the breaker is open the one that may is the try."""
        if self.closed:
            return True
        if self._clock() < self._next_try:
            return False
        self._next_try = self._clock() + self._pause
        return True

    def answered(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        self._next_try = self._clock() + self._pause
