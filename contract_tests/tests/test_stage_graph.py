"""The stage graph in full. Source: domain.md, section 6, and laws G1 to G10."""

import pytest

from contract_tests import exported
from contract_tests.actors import EVERYBODY
from contract_tests.enumeration.playing import each
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.model import awaited, stage_graph
from contract_tests.workloads import exhausting, paper_guards
from contract_tests.workloads.playing import play

pytestmark = pytest.mark.contract


def about(operation):
    """Say which operation a test is about, so that a run of that one plays it."""
    return pytest.mark.parametrize("operation", [operation])


def each_stage(test):
    """Run a test once for each stage."""
    return about("application_transition")(pytest.mark.parametrize("stage", stage_graph.STAGES)(test))


@each_stage
def test_every_edge_is_taken_by_whoever_may(operation, stage):
    """Each edge MUST be open to each of its roles once its guards hold, and offered. Laws G4, G6 and G9."""
    each(exhausting.taken(stage), play)


@each_stage
def test_what_is_no_edge_is_refused_and_changes_nothing(operation, stage):
    """A move that the graph does not have MUST be a 409, one of another role a 403. Law G3."""
    each(exhausting.refused(stage), play)


@each_stage
def test_a_move_without_what_it_needs_is_refused(operation, stage):
    """A missing comment or date, a date that is not taken, and a stale version MUST be refused."""
    each(exhausting.malformed(stage) if exhausting.edges_from(stage) else [[]], play)


@about("application_transition")
def test_each_guard_is_named_when_it_alone_is_unmet(operation):
    """An unmet guard MUST be named, alone when it is alone, and be met again when its fact is mended."""
    each(exhausting.guards(), play)


@about("application_transition")
def test_documents_open_the_way_and_moves_take_them_back(operation):
    """Letter, contract and form MUST be made and signed before the stages that need them. Law DOC10."""
    each(paper_guards.guards(), play)


@pytest.mark.parametrize("stage", stage_graph.STAGES)
@about("application_update")
def test_patch_changes_terms_while_it_may_and_the_stage_never(operation, stage):
    """Terms MUST stand from the approval on, and no PATCH MUST move a stage. Laws G5 and G7."""
    each(exhausting.written(stage), play)


@about("application_update")
def test_an_approval_locks_the_terms_for_ever(operation):
    """Terms that were ever approved MUST stand after re-opening; others MUST be open again."""
    each(exhausting.opened_again(), play)


@about("stage_graph_retrieve")
def test_the_published_graph_is_the_graph_of_the_requirements(operation):
    """What GET /meta/stage-graph/ publishes MUST be the graph of section 6, for whoever asks."""
    with scene() as played:
        for actor in EVERYBODY:
            expected = {"status": [200], "graph": stage_graph.published()}
            played.send(ask(operation, actor).must("published_graph_is_that_of_the_requirements", **expected))


@about("application_transition")
def test_the_awaited_guards_are_awaited_still(operation):
    """A guard MUST leave the list of awaited ones when the operation that it waits for is in the contract."""
    there = [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, item in exported.document()["paths"].items()
        for method in item
        if method in exported.METHODS
    ]
    assert awaited.outdated(there) == []
