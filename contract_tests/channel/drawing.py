"""Scenarios for Hypothesis: frames of the published schemas, spoilt in one place, or no JSON at all."""

import base64
import json
from itertools import chain
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.generation.jsonschema.builder import build

from contract_tests import asyncapi, world
from contract_tests.channel.malformed import VALUES
from contract_tests.channel.steps import Step, held, opened, sent

_READERS = ("admin", "bdm", "broker", "borrower")
_TYPES = ("assigned", "moved", "uploaded", "asked", "signed", "fee", "system", "hidden")
_DRAFT = 20  # 2020-12, as jsonschema_rs calls it
_NUMBERS = (-1, 0, 1, 2**31 - 1, 2**31, 2**63, 0.5, 1.0, -0.0, 1e300)


def scenarios() -> SearchStrategy[list[Step]]:
    """Draw scenarios: two sockets of one user and one of another, and frames on each."""
    return st.sampled_from(_READERS).flatmap(_of)


def _of(reader: str) -> SearchStrategy[list[Step]]:
    other = _READERS[_READERS.index(reader) - 1]
    begin = [opened("a", reader), opened("b", reader, by="protocol"), opened("other", other)]
    names = st.sampled_from(("a", "a", "b", "other"))
    bursts = st.builds(_burst, names, st.lists(_frames(reader), min_size=1, max_size=4))
    return st.lists(bursts, min_size=1, max_size=6).map(lambda drawn: [*begin, *chain(*drawn)])


def _burst(socket: str, frames: list[dict[str, Any]]) -> list[Step]:
    """Return the steps that send frames together; a ping at the end shows that the socket lives."""
    steps = [{**sent(socket), "body": frame} for frame in frames]
    return [*map(held, steps), sent(socket, {"type": "ping"})]


def _frames(reader: str) -> SearchStrategy[dict[str, Any]]:
    valid = messages(reader)
    as_json = st.one_of(valid, valid, valid.flatmap(_spoilt)).map(lambda value: {"json": value})
    texts = st.one_of(valid.flatmap(_misspelt), st.text(max_size=40)).map(lambda text: {"text": text})
    datas = st.one_of(st.binary(max_size=60), valid.map(lambda value: json.dumps(value).encode()))
    binary = datas.map(lambda data: {"base64": base64.b64encode(data).decode()})
    return st.one_of(as_json, as_json, as_json, texts, binary)


def messages(reader: str) -> SearchStrategy[Any]:
    """Draw messages that a client may send, their ids aimed at what the reader was told, mostly."""
    known = [str(world.identifier(f"notification/{reader}_{kind}")) for kind in _TYPES]
    formats = {"uuid": st.one_of(st.sampled_from(known), st.sampled_from(known), st.uuids().map(str))}
    drawn = [
        build(asyncapi.schema(name), draft=_DRAFT, formats=formats) for name in asyncapi.client_messages()
    ]
    return st.one_of(drawn)


def _spoilt(value: dict[str, Any]) -> SearchStrategy[Any]:
    """Draw the same message with one thing wrong."""
    name = st.sampled_from(sorted(value))
    return st.one_of(
        name.map(lambda key: {other: item for other, item in value.items() if other != key}),
        st.tuples(st.text(max_size=5), st.sampled_from(VALUES)).map(lambda pair: {**value, pair[0]: pair[1]}),
        st.tuples(name, st.sampled_from(VALUES + _NUMBERS)).map(lambda pair: {**value, pair[0]: pair[1]}),
        st.just([value]),
        st.lists(st.uuids().map(str), max_size=3).map(lambda ids: {**value, "ids": ids * 2}),
    )


def _misspelt(value: dict[str, Any]) -> SearchStrategy[str]:
    """Draw the text of a message with something wrong in the writing, or just not."""
    text, most = json.dumps(value), asyncapi.limit("frame_bytes")
    padded = st.sampled_from((most, most + 1)).map(lambda size: text + " " * (size - len(text.encode())))
    cut = st.integers(min_value=0, max_value=len(text) - 1).map(lambda at: text[:at])
    inserted = st.tuples(st.integers(min_value=0, max_value=len(text)), st.characters()).map(
        lambda pair: text[: pair[0]] + pair[1] + text[pair[0] :]
    )
    deep = st.integers(min_value=1, max_value=1900).map(lambda depth: "[" * depth + text[:20] + "]" * depth)
    twice = st.just(text[:-1] + ',"type":"ping"}')
    return st.one_of(padded, cut, inserted, deep, twice)
