"""Where rules can race: requests that are each right alone, and must not all come about.

Most meet on things of their own, created before: so they can be held one after the other in one place.
"""

from collections.abc import Iterator
from typing import Any

from contract_tests.actors import ADMIN, ADMIN_STRANGER, BDM, BORROWER, Actor
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.model import stage_graph
from contract_tests.workloads.meetings import NEW, Meeting
from contract_tests.workloads.racing import CURRENT, GONE, STALE, outcome
from hooks.names import identifier

_NO_EDGE = [409, "application.not_an_edge"]
_PERSON = {"kind": "individual", "first_name": "Rival", "last_name": "Person"}


def the_id(name: str) -> str:
    """Return the id of a row of the world."""
    return str(identifier(name))


# --- what is created before -----------------------------------------------------------------------------
def new_application(broker: str = "") -> Step:
    """Return the creation of an application, by default one of `broker/broker`."""
    return ask("application_create", ADMIN, {"broker_id": broker or the_id("broker/broker")})


def new_borrower(**fields: Any) -> Step:
    """Return the creation of a borrower, by default a person of `broker/broker`."""
    return ask("borrower_create", ADMIN, {"broker_id": the_id("broker/broker"), **(fields or _PERSON)})


def _new_user(role: str, address: str) -> Step:
    body = {"email": f"{address}@world.example", "first_name": "R", "last_name": "Ival", "role": role}
    return ask("user_create", ADMIN, body)


# --- stages ---------------------------------------------------------------------------------------------
def move(actor: Actor, application: str, to: str, **fields: Any) -> Step:
    """Return a move of an application."""
    body = {"to": to, "comment": "At once", **fields}
    return ask("application_transition", actor, body, application_id=application)


def _history(application: str) -> Step:
    return ask("application_stage_history", ADMIN, query={"page_size": 100}, application_id=application)


def moves() -> Iterator[Meeting]:
    """Yield moves of one application. Source: laws C4 and G1."""
    check = "of_moves_at_once_one_is_made"
    stage, back = "funding_table_issued", "sent_to_lender"
    file = the_id(f"application/{stage}")
    path = stage_graph.path_to(stage)
    steps = [list(pair) for pair in zip((None, *path), (*path, back), strict=True)]
    same = [move(actor, file, back) for actor in (ADMIN, BDM, ADMIN_STRANGER, ADMIN)]
    look = _history(file).must(check, status=[200], path_is=steps)
    yield Meeting(check, same, outcome([1], _NO_EDGE), after=[look])
    file = NEW[0]
    apart = [move(ADMIN, file, to) for to in ("declined", "withdrawn")]
    yield Meeting(
        check,
        [move.header("If-Match", CURRENT) for move in (*apart, *apart)],
        outcome([1], STALE),
        before=[new_application()],
        after=[_history(file).must(check, status=[200], values={"/count": 2, "/results/1/seq": 2})],
    )
    # Without a condition the second may well be an edge from where the first has led.
    again = move(ADMIN, file, "inquiry")
    check = "moves_at_once_follow_one_another"
    yield Meeting(
        check,
        [apart[0], again],
        outcome([1, 2], _NO_EDGE),
        before=[new_application()],
        after=[_history(file).must(check, status=[200], values={"/results/1/to_stage": "declined"})],
    )


def signatures() -> Iterator[Meeting]:
    """Yield one borrower who signs twice."""
    body = {"full_name": "Twice", "consent": True}
    step = ask("application_sign", BORROWER, body, application_id=the_id("application/iloo_issued"))
    signed = [409, "application.already_signed"]
    yield Meeting("of_signatures_at_once_one_counts", [step] * 3, outcome([1], signed))


# --- users ----------------------------------------------------------------------------------------------
def admins() -> Iterator[Meeting]:
    """Yield the two admins, each of whom lets the other go: one must stay."""
    check = "last_active_admin_stays_at_once"
    each_other = ((ADMIN, ADMIN_STRANGER), (ADMIN_STRANGER, ADMIN))
    gone = ([409, "accounts.last_active_admin"], [401, None], [403, None])
    off = [ask("user_deactivate", one, user_id=other.id) for one, other in each_other]
    down = [ask("user_update", one, {"role": "bdm"}, user_id=other.id) for one, other in each_other]
    asleep = [ask("user_update", one, {"is_active": False}, user_id=other.id) for one, other in each_other]
    for pair in (off, [off[0], down[1]], down, [asleep[0], down[1]]):
        yield Meeting(check, pair, outcome([1], *gone), apart=True)


def creations() -> Iterator[Meeting]:
    """Yield creations of what there may be one of: an address, a branch's name, a profile of a user."""
    check = "of_equal_creations_at_once_one_is_made"
    people = [_new_user("bdm", address) for address in ("once", "ONCE", "once")]
    yield Meeting(check, people, outcome([1], [400, "accounts.email_taken"]))
    branches = [ask("branch_create", ADMIN, {"name": name}) for name in ("Once", "ONCE", "once")]
    yield Meeting(check, branches, outcome([1], [400, "brokers.branch_name_taken"]))
    bdm = {"name": "Once", "email": "bdm@example.com", "branch_id": the_id("branch/home"), "user_id": NEW[0]}
    profiles = [ask("bdm_create", ADMIN, bdm)] * 2
    taken = [400, "brokers.user_taken"]
    yield Meeting(check, profiles, outcome([1], taken), before=[_new_user("bdm", "twice")])
    demoted = ask("user_update", ADMIN, {"role": "broker"}, user_id=NEW[0])
    yield Meeting(
        "profile_fits_the_role_at_once",
        [profiles[0], demoted],
        outcome([1], [409, "accounts.profile_exists"], [400, "brokers.user_role"]),
        before=[_new_user("bdm", "thrice")],
    )


# --- who stands on a file -------------------------------------------------------------------------------
def _link(application: str, borrower: str, role: str) -> Step:
    body = {"borrower_id": borrower, "role": role}
    return ask("application_borrower_link", ADMIN, body, application_id=application)


def _guarantee(application: str, guarantor: str) -> Step:
    body = {"guarantor_id": guarantor}
    return ask("application_guarantor_link", ADMIN, body, application_id=application)


def _looks_well(application: str, check: str) -> list[Step]:
    return [ask("application_retrieve", ADMIN, application_id=application).must(check, status=[200])]


def parties() -> Iterator[Meeting]:
    """Yield links that exclude one another, and a link to who is deleted at that moment."""
    file, person = NEW[:2]
    before = [new_application(), new_borrower()]
    primaries = [
        _link(file, who, "primary") for who in (person, the_id("borrower/company"), the_id("borrower/trust"))
    ]
    check = "of_primary_borrowers_at_once_one_is_linked"
    one = outcome([1], [409, "application.primary_exists"])
    yield Meeting(check, primaries, one, before=before, after=_looks_well(file, check))
    twice = [_link(file, person, "co_borrower")] * 3
    one = outcome([1], [409, "application.already_linked"])
    yield Meeting("of_equal_links_at_once_one_is_made", twice, one, before=before)
    check = "who_is_deleted_is_linked_to_nothing"
    gone = ask("borrower_delete", ADMIN, borrower_id=person)
    one = outcome([1], [409, "borrowers.borrower_in_use"], [400, "application.unknown_borrower"])
    yield Meeting(check, [twice[0], gone], one, before=before, after=_looks_well(file, check))
    guarantor = {"kind": "company", "company_name": "Rival", "borrower_id": the_id("borrower/company")}
    before = [new_application(), ask("guarantor_create", ADMIN, guarantor)]
    both = [_guarantee(file, person), ask("guarantor_delete", ADMIN, guarantor_id=person)]
    one = outcome([1], [409, "borrowers.guarantor_in_use"], [400, "application.unknown_guarantor"])
    yield Meeting(check, both, one, before=before, after=_looks_well(file, check))
    # The company is the primary borrower, or somebody guarantees for it: not both.
    both = [_link(file, the_id("borrower/company"), "primary"), _guarantee(file, person)]
    one = outcome([1], [409, "application.guarantor_is_primary"])
    yield Meeting("nobody_guarantees_for_themselves", both, one, before=before)


def files() -> Iterator[Meeting]:
    """Yield an application or a property that is deleted while something is put on it."""
    check, file = "what_is_deleted_at_once_is_gone", NEW[0]
    delete = ask("application_delete", ADMIN, application_id=file)
    found = ([409, "application.in_use"], _NO_EDGE, GONE)
    for other in (
        _link(file, the_id("borrower/trust"), "primary"),
        ask("application_update", ADMIN, {"purpose": "At once"}, application_id=file),
        move(ADMIN, file, "withdrawn"),
    ):
        yield Meeting(check, [delete, other], outcome([1, 2], *found), before=[new_application()])
    address = {
        "street_no": "1",
        "street": "High Street",
        "suburb": "Carlton",
        "state": "VIC",
        "postcode": "3053",
    }
    new = {"address": address, "property_type": "land"}
    on_file = the_id("application/colleague")
    lot = ask("security_property_create", ADMIN, new, application_id=on_file)
    value = {"valuer": "Valuers", "valued_on": "2026-01-01", "amount": "500000.00"}
    both = [
        ask("security_property_delete", ADMIN, security_property_id=file),
        ask("valuation_create", ADMIN, value, security_property_id=file),
    ]
    yield Meeting(check, both, outcome([1, 2], GONE), before=[lot], after=_looks_well(on_file, check))


# --- who works a file -----------------------------------------------------------------------------------
def books() -> Iterator[Meeting]:
    """Yield a broker who moves while a file is given to somebody: they stay of one branch."""
    check = "book_and_branch_move_together"
    broker, file = NEW[:2]
    body = {"name": "Rival", "email": "rival@example.com", "branch_id": the_id("branch/home")}
    before = [ask("broker_create", ADMIN, body), new_application(broker)]
    moves = ask("broker_update", ADMIN, {"branch_id": the_id("branch/away")}, broker_id=broker)
    assigned = ask("application_update", ADMIN, {"bdm_id": the_id("bdm/bdm")}, application_id=file)
    home = [400, "application.bdm_of_another_branch"]
    look = ask("application_retrieve", ADMIN, application_id=file)
    moved = look.must(check, status=[200], values={"/branch_id": the_id("branch/away"), "/bdm_id": None})
    yield Meeting(check, [moves, assigned], outcome([1, 2], home), before=before, after=[moved])
    handed = ask("application_update", ADMIN, {"broker_id": the_id("broker/colleague")}, application_id=file)
    fine = look.must(check, status=[200], values={"/branch_id": the_id("branch/home")})
    three = [moves, handed, assigned]
    yield Meeting(check, three, outcome([2, 3], home), before=before, after=[fine])
    away = ask("bdm_update", ADMIN, {"branch_id": the_id("branch/away")}, bdm_id=the_id("bdm/bdm"))
    stays = look.must(check, status=[200], values={"/branch_id": the_id("branch/home"), "/bdm_id": None})
    yield Meeting(check, [away, assigned], outcome([1, 2], home), before=before, after=[stays], apart=True)
    # The one holds the file and wants the broker, who stands behind the bdm whom the other holds.
    given = ask("application_update", ADMIN, {"broker_id": the_id("broker/broker")}, application_id=file)
    before = [before[0], new_application(the_id("broker/colleague")), assigned]
    fine = look.must(check, status=[200], values={"/broker_id": the_id("broker/broker"), "/bdm_id": None})
    yield Meeting(check, [given, away], outcome([1, 2], home), before=before, after=[fine], apart=True)


def crowd() -> Iterator[Meeting]:
    """Yield everybody who may touch one file and the people on it, at once: whoever wins, nobody hangs."""
    check = "nobody_in_a_crowd_hangs"
    stage = "valuation_ordered"
    file: dict[str, Any] = {"application_id": the_id(f"application/{stage}")}
    lot: dict[str, Any] = {"security_property_id": the_id(f"security_property/{stage}")}
    company, person = the_id("borrower/company"), the_id("borrower/borrower")
    value = {"valuer": "Valuers", "valued_on": "2026-01-01", "amount": "500000.00"}
    away = {"branch_id": the_id("branch/away")}
    requests = [
        ask("application_update", ADMIN, {"broker_id": the_id("broker/colleague")}, **file),
        ask("application_update", BDM, {"purpose": "In a crowd"}, **file),
        move(ADMIN, file["application_id"], "valuation_received"),
        move(BDM, file["application_id"], "withdrawn"),
        ask("application_borrower_unlink", ADMIN, borrower_id=company, **file),
        ask("application_guarantor_unlink", ADMIN, guarantor_id=the_id("guarantor/guarantor"), **file),
        _link(file["application_id"], the_id("borrower/spare"), "co_borrower"),
        ask("borrower_delete", ADMIN, borrower_id=the_id("borrower/spare")),
        ask("borrower_update", ADMIN, {"email": "crowd@example.com"}, borrower_id=person),
        ask("application_sign", BORROWER, {"full_name": "Crowd", "consent": True}, **file),
        ask("valuation_create", BDM, value, **lot),
        ask("security_property_update", ADMIN, {"bedrooms": 3}, **lot),
        ask("security_property_delete", ADMIN, **lot),
        ask("broker_update", ADMIN, away, broker_id=the_id("broker/broker")),
        ask("bdm_update", ADMIN, away, bdm_id=the_id("bdm/bdm")),
        ask("user_deactivate", ADMIN, user_id=BDM.id),
    ]
    refused = [[status, None] for status in (400, 401, 403, 404, 409)]
    for crowded in (requests, requests[::-1]):
        any_number = range(1, len(crowded) + 1)
        look = _history(file["application_id"]).must(check, status=[200])
        yield Meeting(check, crowded, outcome(list(any_number), *refused), after=[look], apart=True)
