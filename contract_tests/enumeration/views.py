"""What can be seen of the things a write is about: before it, after it, and whether that is the same."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import schemathesis

from contract_tests import actors, world
from contract_tests.actors import Actor
from contract_tests.enumeration import valid, written
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Step, scene
from contract_tests.expecting import reading
from contract_tests.model.access_world import WORLD, application_of, names, row_id
from contract_tests.model.collections import EVERYTHING
from contract_tests.model.effects import SHOWN_TOO
from contract_tests.model.signers import request_of
from hooks import aims

# People of the world whose own views are worth reading; the deactivated one has none.
_READERS: dict[str, Actor] = {
    **{actor.name: actor for actor in actors.EVERYBODY},
    "target": Actor("target", "K"),
    "resetting": Actor("resetting", "K"),
}
assert set(aims.LIVING) <= set(_READERS)
_TOLD = "notifications"  # the area of which everybody has a view of their own
_HOME = "users"  # the area that shows what an operation without views of its own is about


def people_of(step: Step) -> list[Actor]:
    """Return whom a request is about: who sends it, and everybody whose id, address or secret it carries."""
    text = json.dumps([step.path, dict(step.headers), step.body], default=str)
    return [
        actor
        for name, actor in _READERS.items()
        if any(
            sign in text for sign in (f":{name}}}}}", f":{name}:", str(actor.id), f'"{world.email(name)}"')
        )
    ]


def addresses() -> dict[str, str]:
    """Return the id of each person, by e-mail address."""
    return {world.email(name): str(actor.id) for name, actor in _READERS.items()}


def around(step: Step) -> list[Step]:
    """Return the GET requests that show what `step` is about.

    To the admin, to the people it is about, and, where it is about no account, to one caller of each role;
    what people are told, to everybody.
    """
    operation = operations()[step.operation]
    reading = [each for each in operations().values() if each.method == "GET"]
    area = operation.area if any(each.area == operation.area for each in reading) else _HOME
    people = people_of(step)
    others = actors.BY_ROLE.values() if area != _HOME else (actors.ADMIN,)
    people = [*(one for one in others if one not in people), *people]
    subjects = {**_application_of(step), **_signed_by(step), **step.path_parameters}
    if "document_id" in subjects:
        subjects.setdefault("number", "1")
    found: dict[str, Step] = {}
    for each in reading:
        if each.area == area or each.area in SHOWN_TOO.get(operation.area, ()):
            for reader in dict.fromkeys([*people, *actors.EVERYBODY]) if each.area == _TOLD else people:
                for view in _views(each, reader, subjects, people):
                    found.setdefault(f"{view.headers}{view.path}{view.query}", view)
    return list(found.values())


def _application_of(step: Step) -> dict[str, str]:
    """Return the parameter of a path that names the application that a request is about."""
    body = step.value
    named = body.get("application_id") if isinstance(body, dict) else None
    known = [named] if named in names() else map(application_of, step.path_parameters.values())
    found = next(filter(None, known), None)
    return {} if found is None else {"application_id": found}


def _signed_by(step: Step) -> dict[str, str]:
    """Return what else a signer's token names: the request and its document."""
    token = step.path_parameters.get("token", "")
    request = (
        request_of(token) if token else names().get(step.path_parameters.get("signature_request_id", ""))
    )
    if not request:
        return {}
    document = WORLD[request].document
    application = WORLD[document].application
    return {
        "signature_request_id": row_id(request),
        "document_id": row_id(document),
        **({"application_id": row_id(application)} if application else {}),
    }


def _views(
    operation: Operation, reader: Actor, about: Mapping[str, str], people: list[Actor]
) -> Iterable[Step]:
    if operation.secured and reader.role not in operation.roles and not operation.relative:
        return
    parameters = {parameter.name for parameter in operation.path_parameters}
    if not parameters:
        view = valid.request(operation, reader)
        yield view.with_query(_whole(operation)) if operation.is_list else view
        return
    if parameters <= set(about):
        subjects = [{name: about[name] for name in parameters}]
    elif parameters == {"user_id"}:
        subjects = [{"user_id": str(actor.id)} for actor in people]
    else:
        return
    for path in subjects:
        if not operation.secured or reader.role in operation.roles or path.get("user_id") == str(reader.id):
            view = Step(
                operation=operation.name,
                method="GET",
                path=valid.filled(operation.path, path),
                path_parameters=path,
                headers=reader.headers,
            )
            yield view.with_query(_whole(operation)) if operation.is_list else view


def whole_of(name: str, reader: Actor) -> Step:
    """Return the view of a whole list without identifiers in its path."""
    operation = operations()[name]
    return valid.request(operation, reader).with_query(_whole(operation))


def _whole(operation: Operation) -> dict[str, str]:
    """Return the query of a whole list, in one page."""
    known = {parameter.name for parameter in operation.query}
    return {"page_size": "100", **{name: value for name, value in EVERYTHING.items() if name in known}}


def key_of(view: Step) -> str:
    """Return the name of a view: who reads what."""
    return f"{view.headers.get('Authorization')} {view.path}?{view.query}"


_untouched: dict[str, schemathesis.Response] = {}
_tables: dict[str, frozenset[str]] = {}


def untouched(views: Iterable[Step]) -> list[schemathesis.Response]:
    """Return what each view shows of the world as it was seeded; asked once. Call it outside of any scene."""
    views = list(views)
    missing = [view for view in views if key_of(view) not in _untouched]
    if missing:
        with scene() as played:
            for view in missing:
                with written.tables_read() as tables:
                    played.send(replace(view, expect={}))
                _untouched[key_of(view)] = played.answers[-1]
                _tables[key_of(view)] = frozenset(tables)
    return [_untouched[key_of(view)] for view in views]


def may_differ(view: Step, tables: Collection[str]) -> bool:
    """Whether a view of `untouched` may show something else when these tables are written.

    Answers that are files are read from the disk as well, which no table tells about.
    """
    answer = _untouched[key_of(view)]
    return reading.is_file(answer) or not _tables[key_of(view)].isdisjoint(tables)


def visible(views: Iterable[Step]) -> list[Step]:
    """Return the views that show something; call it outside of any scene."""
    views = list(views)
    answers = untouched(views)
    return [view for view, answer in zip(views, answers, strict=True) if answer.status_code == 200]


def shown(view: Step) -> Any:
    """Return the JSON that a view shows of the world as it was seeded."""
    return reading.parsed(untouched([view])[0])
