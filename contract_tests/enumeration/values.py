"""Boundary and bad values of a schema, in the order in which a person would try them.

Nothing here decides what is right: the schema does, through a JSON Schema validator (`bodies.is_valid`).
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from contract_tests.enumeration.operations import Schema
from contract_tests.enumeration.valid import value_of

NUL = "\x00"
LONE_SURROGATES = ("\ud800", "\udfff")
BEYOND_BMP = "\U0001f600"  # one code point, two UTF-16 units, four bytes
COMBINED = "e\u0301"  # two code points, one after NFC
_OF_EACH_TYPE: tuple[tuple[str, Any], ...] = (
    ("null", None),
    ("boolean", True),
    ("integer", 0),
    ("number", 1.5),
    ("string", "text"),
    ("array", []),
    ("object", {}),
)
_UUID = UUID("12345678-1234-4234-8234-123456789abc")
_FORMATS: dict[str, tuple[str, ...]] = {
    # Only addresses on which RFC 5321 and everybody's validator agree.
    "email": (
        "plain",
        "@example.org",
        "a@",
        "a@b@example.org",
        "a b@example.org",
        "a@exa mple.org",
        "a@example..org",
        ".a@example.org",
        "a@example.org\n",
        "a@example.org,b@example.org",
        "A.B+tag@Example.ORG",
        f"{'a' * 64}@example.org",
        f"{'a' * 65}@example.org",
    ),
    "uuid": (
        str(_UUID).upper(),
        _UUID.hex,
        f"{{{_UUID}}}",
        f"urn:uuid:{_UUID}",
        str(_UUID)[:-1],
        f"{_UUID}0",
        f"{str(_UUID)[:-1]}g",
        f"{_UUID.hex[:4]}-{_UUID.hex[4:8]}-{_UUID.hex[8:16]}-{_UUID.hex[16:24]}-{_UUID.hex[24:]}",
        f"{{{{{_UUID.hex}}}}}",
        f"{str(_UUID)[:-1]}\u0661",
        f"{str(_UUID)[:-3]}a_b",
        f"+{str(_UUID)[1:]}",
    ),
    "date": (
        "2026-02-29",
        "2026-13-01",
        "2026-1-1",
        "20260101",
        "2026-01-01T00:00:00Z",
        "2024-02-29",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "2024-W01-1",
        "2024-060",
        " 2024-02-29",
        "29.02.2024",
    ),
    "abn": ("51824753557", "5182475355", "518247535560", "51 824 753 556", "11111111111", "00000000000"),
    "acn": ("004085617", "00408561", "0040856160", "004 085 616", "000000000", "999999999"),
    "date-time": ("2026-01-01", "2026-01-01T00:00:00", "2026-01-01T25:00:00Z", "2026-02-30T00:00:00Z"),
}


# Ways to write a decimal number, and ways that are none; how many places there are is asked of the pattern.
_DECIMALS: tuple[str, ...] = (
    *("1e3", "1E3", "1.0e2", "NaN", "nan", "Infinity", "-Infinity", "1", "1.", ".5", ".50", "1.0", "1.00"),
    *("1.000", "1.0000", "1.00000", "-1.00", "-1.0000", "+1.00", "01.00", "00.00", "1,000.00", "1 000.00"),
    *("1_0.00", "0x1.00", "$1.00", "1,00", "0.00", "-0.00", "0.01", "0.0000", "0.0001", "1.00\u0661"),
    *("\uff11.00", "99.9999", "100.0000", "999999999.99", "1000000000.00", "999999999999.99"),
    *("1000000000000.00", "99999999999999999999.99"),
)


def values(schema: Schema, name: str = "", *, thorough: bool = True) -> Iterator[Any]:
    """Return boundary and bad values for one field, each once.

    Args:
        thorough: False for a field whose schema another field of the body has had in full.
    """
    seen: set[str] = set()
    for value in _values(schema, name, thorough):
        key = f"{type(value).__name__}{value!r}"
        if key not in seen:
            seen.add(key)
            yield value


def types_of(schema: Schema) -> set[str]:
    """Return the JSON types that a schema names."""
    declared = schema.get("type", "object" if "properties" in schema else ())
    return {declared} if isinstance(declared, str) else set(declared)


def _values(schema: Schema, name: str, thorough: bool) -> Iterator[Any]:
    types = types_of(schema)
    for kind, value in _OF_EACH_TYPE:
        if kind not in types and (thorough or kind in ("null", "integer", "object")):
            yield value
    if "null" in types:
        yield None
    if "object" in types:
        yield {}
    if "enum" in schema:
        yield from _choices(schema["enum"], thorough)
    elif "string" in types:
        yield from _texts(schema, name, thorough)
    if types & {"integer", "number"}:
        yield from _numbers(schema, whole="integer" in types)
    if "boolean" in types and "enum" not in schema:
        yield from (True, False, "true", "false", 1, 0) if thorough else (True, False, "true")
    if "array" in types:
        yield from _arrays(schema, name)


def _choices(choices: list[Any], thorough: bool) -> Iterator[Any]:
    yield from choices if thorough else choices[:1]
    if all(isinstance(choice, bool) for choice in choices):
        yield from (True, False, "true")
        return
    texts = [choice for choice in choices if isinstance(choice, str)]
    for text in texts[:1]:
        yield from (
            text.upper(),
            f"{text} ",
            f" {text}",
            text[:-1],
            f"{text}x",
            f"{text}{NUL}",
            "",
            [text],
            {text: text},
        )
        yield text.swapcase()


def _texts(schema: Schema, name: str, thorough: bool) -> Iterator[str]:
    least, most = schema.get("minLength"), schema.get("maxLength")
    sample = value_of(schema, name)
    yield from ("", " ", f"{sample}{NUL}", f"{sample}{LONE_SURROGATES[0]}")
    if most is not None:
        yield from (_stretched(schema, sample, most), _stretched(schema, sample, most + 1))
    forms = _FORMATS.get(schema.get("format", ""), ())
    is_decimal = "pattern" in schema and "." in sample and sample.replace(".", "", 1).isdigit()
    if not thorough:
        # A form may be forgotten by one operation alone, so each is asked for the most telling.
        yield from (*forms[:2], *(_DECIMALS[:1] if is_decimal else ()))
        return
    yield sample
    yield from (f"{LONE_SURROGATES[1]}{sample}", f" {sample} ", f"{sample}\n", "\u3000\u00a0\t", NUL)
    if most is not None and "format" not in schema:
        yield from (BEYOND_BMP * most, BEYOND_BMP * (most + 1))
        yield from ((COMBINED * most)[:most], COMBINED * most, f" {'x' * (most - 1)}", f"{'x' * most} ")
    if least:
        yield from (
            _stretched(schema, sample, least),
            _stretched(schema, sample, least - 1),
            BEYOND_BMP * (least - 1),
        )
        yield from (COMBINED * (least // 2), " " * least)
    if "pattern" in schema:
        yield from (f" {sample}", f"{sample}x", f"x{sample}", f"{sample[:-1]}\u0661", sample[:1], sample * 20)
    if is_decimal:
        yield from _DECIMALS
    yield from forms


def _stretched(schema: Schema, sample: str, length: int) -> str:
    """Return a text of exactly `length` code points that keeps the form of `sample`."""
    if schema.get("format") == "email":
        # Labels of at most 63 characters, so that the length alone decides.
        local, domain = "a" * 60, "." + "example.org"
        labels = "b" * (length - len(local) - len(domain) - 1)
        labels = ".".join(labels[start : start + 60] for start in range(0, len(labels), 60))[: len(labels)]
        return f"{local}@{labels.rstrip('.').ljust(len(labels), 'b')}{domain}"
    if len(sample) >= length:
        return sample[:length]
    return sample + sample[-1] * (length - len(sample))


def _numbers(schema: Schema, *, whole: bool) -> Iterator[Any]:
    step = 1 if whole else 0.01
    for bound, outwards in (("minimum", -step), ("maximum", step)):
        if bound in schema:
            yield from (schema[bound], schema[bound] + outwards, schema[bound] - outwards)
    yield from (0, -1, 2.0, "1", 1.5, 2**31, 2**63, 10**30, -(2**63) - 1, True)


def _arrays(schema: Schema, name: str) -> Iterator[Any]:
    items = schema.get("items", {})
    samples = [value_of(items, name, seed) for seed in range(schema.get("maxItems", 2) + 1)]
    for bound in ("minItems", "maxItems"):
        if bound in schema:
            count = schema[bound]
            yield from (samples[: max(count - 1, 0)], samples[:count], samples[: count + 1])
    yield from (
        [],
        samples[:1],
        samples[:1] * 2,
        samples[0] if samples else "x",
        {"0": samples[0] if samples else "x"},
    )
