"""How a long job says where it is, and how it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from app.errors import Cancelled

T = TypeVar("T")

Tell = Callable[[int, int, str], None]


class Progress:
    """Tells (done, total, text) at most ten times a second; `cancelled` is asked each time."""

    def __init__(self, tell: Tell | None = None, cancelled: Callable[[], bool] | None = None) -> None:
        self._tell = tell
        self._cancelled = cancelled
        self._last = 0.0

    def step(self, done: int, total: int, text: str) -> None:
        """Raises Cancelled when the person has asked to stop."""
        now = time.monotonic()
        if now - self._last < 0.1 and done < total:
            return
        self._last = now
        if self._cancelled is not None and self._cancelled():
            raise Cancelled(text)
        if self._tell is not None:
            self._tell(done, total, text)

    def of(self, items: Iterable[T], total: int, text: str) -> Iterator[T]:
        for done, item in enumerate(items):
            self.step(done, total, text)
            yield item
        self.step(total, total, text)
