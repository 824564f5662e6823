"""Chance that repeats itself, and ids that sort by creation like those of the API."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

_T = TypeVar("_T")


class Draw:
    """One stream of drawn values."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - demo data
        self.number = self._random.randrange
        self.share = self._random.random

    def one(self, values: Sequence[_T]) -> _T:
        """Return one of the values."""
        return values[int(self._random.random() * len(values))]

    def weighted(self, values: Sequence[_T], weights: Sequence[int]) -> _T:
        """Return one of the values, each as often as its weight says."""
        return self._random.choices(values, weights)[0]

    def days(self, least: int, most: int) -> timedelta:
        """Return a length of time in days, to the second."""
        return timedelta(days=least, seconds=int(self._random.random() * (most - least) * 86400))

    def id(self, at: datetime) -> str:
        """Return a UUID, version 7, of something made at an instant."""
        millis, bits = int(at.timestamp() * 1000), self._random.getrandbits(74)
        low = 0x8000000000000000 | bits & 0x3FFFFFFFFFFFFFFF
        text = f"{millis:012x}7{bits >> 62:03x}{low:016x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def instant(day: date) -> datetime:
    """Return an instant within a business day: about noon in Sydney."""
    return datetime.combine(day, time(2), UTC)
