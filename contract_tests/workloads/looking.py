"""What must show after a move: the history, where the application stands, and what each role may do next."""

from collections.abc import Sequence
from typing import Any

from contract_tests.actors import ADMIN, BY_ROLE, Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import stage_graph
from contract_tests.workloads import money_looks, paper_looks, tally
from contract_tests.workloads.walking import Entry, Seen, Walk, history_of, untouched

PATH = "history_is_a_path_of_the_graph_that_only_grows"
STANDS = "application_stands_where_its_history_ends"
OFFERED = "offered_moves_are_those_that_the_model_allows"
NOTHING = "refused_request_changes_nothing"
SETTLED = "settlement_posts_once_what_was_computed_from_its_day"
GIVEN_UP = "what_is_pending_is_waived_when_a_file_is_closed_early"
_GIVES_UP = ("declined", "withdrawn")
TOLD = "accepted_move_is_in_the_audit_timeline"


# Applications that were seen to stand in the seeded world as the model has them: once is enough.
_as_seeded: set[str] = set()


def meet(walk: Walk, name: str) -> Seen:
    """Look at an application before the first move on it; what the model cannot know is learnt here."""
    if name not in walk.seen:
        which = walk.id_of(name)
        new = name in walk.made
        looks = [
            history_of(which).must(PATH, status=[200], path_is=_path(walk, name)),
            ask("application_retrieve", ADMIN, application_id=which),
            ask("application_event_list", ADMIN, query={"page_size": 1}, application_id=which),
        ]
        history, shown, events = [walk.send(look) if new else untouched(look) for look in looks]
        walk.keep(history)
        seen = walk.seen[name] = Seen(history, shown.document["version"], events.document["count"], [])
        if not new:
            money, known = money_looks.learn(walk, which, shown.document["terms"])
            walk.book.learn(name, shown.document, money)
            paper_looks.learn(walk, name)
            seen.journal = known["journal"]
            seen.looks = {str(part): (walk.began, entry) for part, entry in known.items()}
            if name not in _as_seeded:
                look_at_application(walk, name, PATH)
                look_at_history(walk, name)
                money_looks.look(walk, name)
                _as_seeded.add(name)
    return walk.seen[name]


def after_change(
    walk: Walk, name: str, *, bumps: bool = True, moved: Entry | None = None, brief: bool = False
) -> None:
    """Look at an application that an accepted request has changed.

    Args:
        bumps: whether its representation has changed.
        moved: the accepted move, when it was one.
        brief: look at the application only.
    """
    seen = walk.seen[name]
    if moved is not None:
        seen.events.append(moved)
    audited, seen.audited = seen.audited, None
    if moved is not None and not brief:
        look_at_history(walk, name)
        seen.audited = _audited(walk, name, TOLD, above={"/count": audited or 0})
    expected: dict[str, Any] = {"above": {"/version": seen.version}} if bumps else {}
    look_at_application(walk, name, STANDS, **expected)
    if moved is not None:
        _look_at_money(walk, name)
    if not brief:
        look_at_offers(walk, name, list(BY_ROLE.values()))


def _look_at_money(walk: Walk, name: str) -> None:
    """A settlement is posted, and what was pending is waived when a file ends early. Source: law G8."""
    application = walk.book.applications[name]
    if application.stage == stage_graph.SETTLES:
        money_looks.look(walk, name, check=SETTLED)
    elif application.stage in _GIVES_UP and application.money.fees:
        money_looks.look(walk, name, ("fees", "journal", "balances"), check=GIVEN_UP)


def after_refusal(walk: Walk, name: str) -> None:
    """Look at an application that a refused request must have left as it was. Source: laws G3 and H8."""
    look_at_history(walk, name, NOTHING)
    look_at_application(walk, name, NOTHING, same_version=True)
    money_looks.look(walk, name, check=NOTHING)
    seen = walk.seen[name]
    if seen.audited is not None:
        _audited(walk, name, NOTHING, values={"/count": seen.audited})


def look_at_history(walk: Walk, name: str, check: str = PATH) -> None:
    """The history is that of before and the accepted moves; a path of the graph. Source: laws G1 and G2."""
    seen = walk.seen[name]
    grown = {"answer": seen.history, "events": seen.events}
    look = history_of(walk.id_of(name))
    walk.send(look.must(check, status=[200], path_is=_path(walk, name), grown=grown))


def look_at_application(
    walk: Walk, name: str, check: str, *, same_version: bool = False, **expected: Any
) -> None:
    """The application stands where the model has it. Source: laws G1, G7 and G10."""
    application, seen = walk.book.applications[name], walk.seen[name]
    values: dict[str, Any] = {
        "/stage": application.stage,
        "/resume_stage": application.resume,
        "/terms": application.terms,
        "/terms_version": application.terms_version,
        "/lvr": None if application.lvr is None else str(application.lvr),
        "/is_archived": application.stage in stage_graph.TERMINAL,
        **money_looks.figures(application),
    }
    if same_version:
        values["/version"] = seen.version
    stands = {"answer": seen.history, "events": seen.events}
    look = ask("application_retrieve", ADMIN, application_id=walk.id_of(name))
    shown = walk.send(look.must(check, status=[200], values=values, stands=stands, **expected))
    seen.version = shown.document["version"]


def look_at_offers(walk: Walk, name: str, actors: Sequence[Actor]) -> None:
    """GET transitions lists for each actor what the model has. Source: laws G4, G6 and G9."""
    application = walk.book.applications[name]
    for actor in actors:
        targets = walk.book.targets(actor, name)
        look = ask("application_transition_list", actor, application_id=walk.id_of(name))
        if targets is None:
            walk.send(look.must(OFFERED, status=[404], codes_in=["application.not_found"]))
            continue
        walk.send(look.must(OFFERED, status=[200], targets=targets))
        for to, unmet in targets.items():
            tally.guards(stage_graph.EDGE[application.stage, to], unmet)


def _audited(walk: Walk, name: str, check: str, **expected: Any) -> int:
    look = ask("application_event_list", ADMIN, query={"page_size": 1}, application_id=walk.id_of(name))
    return int(walk.send(look.must(check, status=[200], **expected)).document["count"])


def _path(walk: Walk, name: str) -> list[list[str | None]]:
    return [list(pair) for pair in walk.book.applications[name].path]
