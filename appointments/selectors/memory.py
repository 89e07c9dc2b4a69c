"""What this process remembers of free times: advice for lists, never for booking."""

import threading
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar


class Perishable(Protocol):
    """An answer that is good until a moment (POSIX seconds)."""

    good_until: float


T = TypeVar("T", bound=Perishable)


class Memory(Generic[T]):
    """The least recently used answers are forgotten first; safe for threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[tuple, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple, now_second: float) -> T | None:
        """What was remembered under `key`, if it is still good."""
        with self._lock:
            found = self._entries.get(key)
            if found is None or found.good_until <= now_second:
                return None
            self._entries.move_to_end(key)
            return found

    def put(self, key: tuple, value: T) -> None:
        """Remember; the oldest unused answer gives way."""
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
