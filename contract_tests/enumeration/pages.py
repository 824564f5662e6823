"""Pages of a list: together the whole list, each row once, also while it grows. Laws P1, P2, P4 and P8."""

from collections.abc import Iterator
from dataclasses import replace

from contract_tests.actors import Actor
from contract_tests.enumeration import lists, valid
from contract_tests.enumeration.operations import Operation, tried
from contract_tests.enumeration.steps import Case

DEFAULT_SIZE = 20
_SIZES = (3, 50, 1, 2, 7)
_ORDERINGS = 6  # that are paged as well; each is total, or `ordering_cases` would say so
_MOST_PAGES = 12  # of one size: what holds for twelve pages holds for more
CHECK = "pages_are_the_list"


def page_cases(operation: Operation) -> Iterator[Case]:
    """Return the pages of every size and ordering: together they are the whole list, each row once."""
    count = len(lists.rows_of(operation))
    for size in sorted({max(size, -(-count // _MOST_PAGES)) for size in tried(operation, _SIZES, 2)}):
        yield _pages(operation, None, count, size, {})
    for ordering in lists.orderings(operation)[1:_ORDERINGS]:
        yield _pages(operation, None, count, -(-count // 2), {"ordering": ",".join(ordering)})
    for actor in lists.others(operation):
        seen = len(lists.rows_of(operation, actor))
        yield _pages(operation, actor, seen, max(1, -(-seen // 3)), {})


def _pages(operation: Operation, actor: Actor | None, count: int, size: int, query: dict[str, str]) -> Case:
    steps = [lists.whole(operation, actor, **query)]
    last = max(1, -(-count // size))
    for page in range(1, last + 1):
        step = lists.whole(operation, actor, **query, page_size=size, page=page)
        steps.append(step.must(CHECK, status=[200], page_of={"answer": 0, "page": page, "size": size}))
    beyond = lists.whole(operation, actor, **query, page_size=size, page=last + 1)
    steps.append(
        beyond.must("page_beyond_the_last_is_not_found", status=[404], codes_in=["request.not_found"])
    )
    return steps


def default_size_case(operation: Operation) -> Case:
    """Return a list that has grown beyond the default page where it can, and its first page."""
    creation = lists.creation_of(operation)
    known = len(lists.rows_of(operation))
    # A profile needs a user of its own, and the world has one to spare.
    if creation is None or "user_id" in (creation.body or {}).get("required", ()):
        wanted = 0
    else:
        wanted = max(0, DEFAULT_SIZE + 1 - known)
    steps = [valid.request(creation, seed=seed) for seed in range(2, 2 + wanted) if creation is not None]
    first = lists.whole(operation)
    page = {"answer": len(steps), "page": 1, "size": DEFAULT_SIZE}
    query = "&".join(pair for pair in first.query.split("&") if not pair.startswith("page_size="))
    step = first.with_query(query).must(CHECK, status=[200], page_of=page)
    return [*(each.must(CHECK, status=[201]) for each in steps), first, step]


def walk_cases(operation: Operation) -> Iterator[Case]:
    """Return walks in whose midst an object is created: at most once in the pages, and nobody is missing.

    Below an object, it is the same one that the walk and the creation are about.
    """
    creation = lists.creation_of(operation)
    if creation is None:
        return
    caller = valid.caller_of(operation)
    count = len(lists.rows_of(operation))
    size = max(1, -(-count // 3))
    offered = lists.orderings(operation)
    newest = "created_at" if ["created_at"] in offered else offered[0][0]
    for ordering in ([f"-{newest}"], [newest], *offered[1:3]):
        query = {"ordering": ",".join(ordering)}
        steps = [lists.whole(operation, None, **query)]
        pages = [
            lists.whole(operation, None, **query, page_size=size, page=page)
            for page in range(1, -(-(count + 1) // size) + 1)
        ]
        path = steps[0].path_parameters
        created = replace(valid.request(creation, caller, seed=1), path=steps[0].path, path_parameters=path)
        check = "an_object_created_during_a_walk_removes_nobody"
        walked = {"whole": 0, "created": 2, "pages": [1, *range(3, len(pages) + 1)]}
        yield [
            *steps,
            pages[0],
            created.must(check, status=[201]),
            *pages[1:-1],
            pages[-1].must(check, status=[200], walked=walked),
        ]


def refused_cases(operation: Operation) -> Iterator[Case]:
    """Return pages, sizes, orderings and filters that there are not: a 400 that names each. Law P5."""
    check = "what_a_list_does_not_offer_is_refused"
    asked = [("page", text) for text in ("0", "-1", "x")]
    asked += [("page_size", text) for text in ("0", "101", "-1", "x")]
    for name, text in (*asked, ("ordering", "unknown"), ("ordering", "-unknown")):
        step = lists.whole(operation, None, **{name: text})
        yield [step.must(check, status=[400], codes_in=["request.invalid"], pointer=f"/query/{name}")]
    step = lists.whole(operation, None, unknown_id="x")
    wrong = {"codes_in": ["request.unknown_parameter"], "pointer": "/query/unknown_id"}
    yield [step.must(check, status=[400], **wrong)]
