"""How figures, days, names and addresses are printed.

Pure: text in, text out.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

Data = Mapping[str, Any]
Pair = tuple[str, str]

# A word as long as this would run off the page or over its neighbour, so it may be broken.
_LONG_WORD = re.compile(r"\S{31,}")
_PART_OF_WORD = re.compile(r"(\S{10})(?=\S)")
MINUS = "\N{MINUS SIGN}"
# Not strftime's, which follow the machine's locale.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def breakable(value: Any) -> Any:
    """Return a document in which long words can be broken, whatever somebody has typed."""
    if isinstance(value, str):
        return _LONG_WORD.sub(_broken, value)
    if isinstance(value, Mapping):
        return {name: breakable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [breakable(each) for each in value]
    return value


def _broken(word: re.Match[str]) -> str:
    return _PART_OF_WORD.sub("\\1\N{ZERO WIDTH SPACE}", word[0])


def money(value: str | None) -> str:
    """Return `"1250000.00"` as 1,250,000.00."""
    if value is None:
        return "—"
    whole, cents = value.removeprefix("-").split(".")
    return f"{MINUS if value.startswith('-') else ''}{int(whole):,}.{cents}"


def grouped(digits: str | None) -> str:
    """Return the digits of an ABN or ACN as they are written: 53 004 085 616."""
    digits = digits or ""
    first = len(digits) % 3
    groups = [digits[:first], *(digits[start : start + 3] for start in range(first, len(digits), 3))]
    return " ".join(group for group in groups if group)


def dollars(value: str | None) -> str:
    """Return an amount with its sign, `$1,250.00`; a dash for none."""
    return "—" if value is None else f"${money(value)}"


def day(value: str | None) -> str:
    """Return `"2025-03-31"` as 31 March 2025; a dash for none."""
    if value is None:
        return "—"
    when = date.fromisoformat(value)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(value: str) -> str:
    """Return an instant as a day and a time, in UTC."""
    when = datetime.fromisoformat(value).astimezone(UTC)
    return f"{day(when.date().isoformat())}, {when:%H:%M:%S} UTC"


def short_day(value: str) -> str:
    """Return `"2025-03-01"` as 01 Mar 2025, of equal length for all days."""
    when = date.fromisoformat(value)
    return f"{when.day:02} {_MONTHS[when.month - 1][:3]} {when.year:04}"


def per_cent(value: str) -> str:
    """Return `"9.7500"` as 9.75%: two places at least."""
    whole, _, places = value.partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}%"


def label(value: str | None) -> str:
    """Return the name of a choice as people read it."""
    return (value or "").replace("_", " ").capitalize()


def capital(typed: str | None) -> str:
    """Return what somebody has typed with a capital at its beginning."""
    return f"{typed[0].upper()}{typed[1:]}" if typed else ""


def listed(names: Iterable[str]) -> str:
    """Return names with commas and an "and" before the last."""
    *others, last = list(names) or [""]
    return f"{', '.join(others)} and {last}" if others else last


def known(pairs: Iterable[tuple[str, str | None]]) -> list[Pair]:
    """Return the pairs that say something."""
    return [(name, value) for name, value in pairs if value and value != "—"]


def address_lines(place: Data | None) -> list[str]:
    """Return an address as two lines; none for no address."""
    if not place:
        return []
    unit = f"{place['unit']}/" if place.get("unit") else ""
    return [
        f"{unit}{place['street_no']} {place['street']}",
        f"{place['suburb']} {place['state']} {place['postcode']}",
    ]


def address(place: Data | None) -> str:
    """Return an address in one line."""
    return ", ".join(address_lines(place))
