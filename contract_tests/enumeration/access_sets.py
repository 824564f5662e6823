"""Lists as sets of what a caller may see: exact, within the larger role's, summing up. Laws V1 to V4."""

from collections.abc import Iterator

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import access_marks, access_requests
from contract_tests.enumeration.access_fans import Fan, split
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Case, Step
from contract_tests.model import access as model
from contract_tests.model.access_world import WORLD, World, kind_of, row_id, rows

_LARGEST = 100
_LADDER = (
    (actors.ADMIN, actors.BDM, actors.BROKER),
    (actors.ADMIN, actors.BDM_STRANGER, actors.BROKER_STRANGER),
)


def whole(operation: Operation, actor: Actor, **query: object) -> Step:
    """Return the request of everything that a list shows to an actor, in one page."""
    everything = {one.name: "all" for one in operation.query if one.name == "archived"}
    return access_requests.request(operation, actor).with_query(
        {"page_size": _LARGEST, **everything, **query}
    )


def of(operation: Operation, actor: Actor, world: World = WORLD) -> list[str]:
    """Return the ids that a list without identifiers in its path must show to an actor."""
    return model.ids(model.listed(actor, access_marks.kind_listed(operation), operation.name, world))


# --- what a list holds: V2 ------------------------------------------------------------------------------
def list_cases(operation: Operation) -> Iterator[Case]:
    """Return, for each actor, the whole list: exactly the rows they see, and nothing of any other."""
    for actor in access_requests.callers(operation):
        secrets = access_marks.secrets(operation, actor)
        if operation.name in model.MIXED:
            yield [whole(operation, actor).must("list_is_what_the_caller_sees", status=[200], **secrets)]
        elif not operation.path_parameters:
            ids = of(operation, actor)
            yield [whole(operation, actor).must("list_is_what_the_caller_sees", lists_exactly=ids, **secrets)]
            yield from _asked(operation, actor)
        else:
            yield from _below(operation, actor)


def _asked(operation: Operation, actor: Actor) -> Iterator[Case]:
    """Return, for each object whose rows are shown only when it is asked for, exactly these. Law V2."""
    if operation.name not in model.UNLESS_ASKED:
        return
    parameter, link = model.UNLESS_ASKED[operation.name]
    kind = access_marks.kind_listed(operation)
    for name in model.visible(actor, model.kind_named(operation.name, parameter)):
        ids = model.ids([row for row in model.visible(actor, kind) if getattr(WORLD[row], link) == name])
        step = whole(operation, actor, **{parameter: row_id(name)})
        yield [step.must("list_asked_for_one_object_shows_what_is_its", lists_exactly=ids)]


def plain_cases(operation: Operation) -> Iterator[Case]:
    """Return, for each actor, what is read without naming an object: nothing of what they do not see."""
    if operation.method == "GET" and operation.secured and not operation.path_parameters:
        for actor in access_requests.callers(operation):
            step = access_requests.request(operation, actor)
            secrets = access_marks.secrets(operation, actor)
            yield [step.must("answer_shows_nothing_invisible", status=[operation.success], **secrets)]


def _below(operation: Operation, actor: Actor) -> Iterator[Case]:
    """Return the lists below some of the objects that the actor sees."""
    nested = {**model.NESTED, **model.BELOW}.get(operation.name)
    if nested is None and operation.name not in model.OF_THEIR_OBJECT:
        raise model.NobodyHasSaid(f"which rows does {operation.name} list? Please say so in {model.HERE}")
    (one,) = access_requests.in_(operation, "path")
    for name in access_requests.sampled(operation, actor, model.visible(actor, one.kind), 2, 6):
        step = access_requests.at(operation, whole(operation, actor), one, row_id(name))
        expected = access_marks.secrets(operation, actor)
        if nested is not None:
            kind, link = nested
            below = [row for row in model.visible(actor, kind) if getattr(WORLD[row], link) == name]
            expected["lists_exactly"] = model.ids(below)
        check = "list_below_an_object_is_of_that_object"
        yield [step.must(check, status=[200], belongs={one.name: row_id(name)}, **expected)]


# --- searches: V1 ---------------------------------------------------------------------------------------
def search_fans(operation: Operation) -> Iterator[Fan]:
    """Return, for each actor, searches for words that only rows invisible to them hold: nothing is found."""
    if not any(one.name == "search" for one in operation.query):
        return
    nothing = {"status": [200], "values": {"/count": 0, "/results": []}}
    for actor in access_requests.callers(operation):
        looks = [
            whole(operation, actor, search=word).must("search_finds_nothing_invisible", **nothing)
            for word in access_marks.words(actor, 6, access_marks.kind_listed(operation))
        ]
        if looks and access_requests.is_reachable(operation, actor):
            yield Fan([], looks)


def search_cases(operation: Operation) -> Iterator[Case]:
    """Return the searches as cases of their own."""
    yield from split(search_fans(operation))


# --- nested and flat: V4 --------------------------------------------------------------------------------
def nested_cases(operation: Operation) -> Iterator[Case]:
    """Return lists below an object beside the flat list with the matching filter: the same in every byte."""
    if operation.name not in model.NESTED:
        return
    kind, link = model.NESTED[operation.name]
    (one,) = access_requests.in_(operation, "path")
    flat = _flat(kind)
    queries: list[dict[str, str]] = [{}, {"page_size": "2"}, {"search": "APP-", "ordering": "-updated_at"}]
    queries += [{"stage": "inquiry"}] if any(each.name == "stage" for each in operation.query) else []
    for actor in access_requests.callers(operation):
        for name in access_requests.sampled(operation, actor, model.visible(actor, one.kind), 1, 3):
            for query in queries:
                nested = access_requests.at(operation, whole(operation, actor), one, row_id(name))
                kept = dict(pair.split("=") for pair in nested.query.split("&"))
                yield [
                    whole(flat, actor, **query, **{f"{link}_id": row_id(name)}),
                    nested.with_query({**kept, **query}).must(
                        "nested_list_is_the_flat_one_filtered",
                        status=[200],
                        same_as={"answer": 0, "but": ["next", "previous"]},
                    ),
                ]


def _flat(kind: str) -> Operation:
    return next(
        one
        for one in operations().values()
        if one.is_list and not one.path_parameters and access_marks.kind_listed(one) == kind
    )


# --- the ladder of roles, and the sum over brokers: V3, V11 ---------------------------------------------
def ladder_cases(operation: Operation) -> Iterator[Case]:
    """Return what a broker, the BDM of the branch and an admin are shown: each the rows of the one before."""
    if operation.path_parameters or not {"A", "M", "K"} <= set(operation.roles):
        return
    if access_marks.kind_listed(operation) in model.PERSONAL:
        return
    check = "a_larger_role_sees_no_less"
    # What an author keeps private is for no role.
    private = model.ids([name for name in WORLD if WORLD[name].audience == "private"])
    for admin, bdm, broker in _LADDER:
        yield [
            whole(operation, admin),
            whole(operation, bdm).must(check, status=[200], subset_of={"answer": 0, "but": private}),
            whole(operation, broker).must(check, status=[200], subset_of={"answer": 1, "but": private}),
        ]


def sum_cases(operation: Operation) -> Iterator[Case]:
    """Return a branch's list for its BDM, for an admin who filters, and broker by broker: the same rows."""
    filters = {one.name for one in operation.query}
    if operation.path_parameters or not {"branch_id", "broker_id"} <= filters:
        return
    check = "brokers_add_up_to_their_branch"
    for bdm in (actors.BDM, actors.BDM_STRANGER):
        branch = next(name for name in rows(WORLD, "branch") if model.sees(bdm, name))
        brokers = [name for name in rows(WORLD, "broker") if WORLD[name].branch == branch]
        same = {"status": [200], "filtered": {"answer": 0, "where": []}}
        parts = [whole(operation, actors.ADMIN, broker_id=row_id(name)) for name in brokers]
        last = 1 + len(parts)
        yield [
            whole(operation, bdm),
            *parts,
            whole(operation, actors.ADMIN, branch_id=row_id(branch)).must(
                check, **same, gathered={"answer": last, "parts": list(range(1, last))}
            ),
        ]


# --- what the world must offer --------------------------------------------------------------------------
def unmarked(actor: Actor) -> list[str]:
    """Return the invisible rows of listed types that no text of their own could give away."""
    listed = {
        access_marks.kind_listed(one)
        for one in operations().values()
        if one.is_list and not one.path_parameters
    }
    texts = access_marks.texts(actor)
    return [name for name, marks in texts.items() if kind_of(name) in listed and not marks]
