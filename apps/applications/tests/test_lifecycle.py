"""The stage graph as a whole."""

import pytest

from apps.applications import lifecycle
from apps.applications.lifecycle import EDGES, NODES, Guard, Stage, edge_between, edges_from, guards_of
from apps.kernel.actor import Role


def test_every_stage_is_a_node_and_every_guard_stands_on_an_edge():
    assert set(NODES) == set(Stage)
    assert guards_of(EDGES) == set(Guard)


def test_no_move_stands_twice_and_the_creation_is_the_only_beginning():
    moves = [(edge.from_stage, edge.to_stage) for edge in EDGES]
    assert len(set(moves)) == len(moves)
    assert [edge.to_stage for edge in EDGES if edge.from_stage is None] == [Stage.INQUIRY]


def test_every_stage_can_be_reached_and_only_terminal_ones_have_no_way_out():
    reached, frontier = set(), {Stage.INQUIRY}
    while frontier:
        reached |= frontier
        frontier = {edge.to_stage for edge in EDGES if edge.from_stage in frontier} - reached
    assert reached == set(Stage)
    ends = {stage for stage in Stage if not [edge for edge in EDGES if edge.from_stage is stage]}
    assert ends == {stage for stage, node in NODES.items() if node.is_terminal} == {Stage.CLOSED}


@pytest.mark.parametrize("resume_stage", [Stage.SENT_TO_LENDER, Stage.APP_SUBMITTED])
def test_missing_information_leads_back_to_where_it_was_missing(resume_stage):
    targets = {edge.to_stage for edge in edges_from(Stage.MORE_INFO_REQUIRED, resume_stage=resume_stage)}
    assert targets == {resume_stage, Stage.DECLINED, Stage.WITHDRAWN}
    assert edge_between(Stage.MORE_INFO_REQUIRED, Stage.VALUATION_RECEIVED, resume_stage=resume_stage) is None


def test_a_stage_does_not_lead_to_itself():
    assert all(edge.from_stage is not edge.to_stage for edge in EDGES)


def test_what_is_paid_out_is_neither_declined_nor_withdrawn():
    for stage in lifecycle.PAID_OUT:
        for end in (Stage.DECLINED, Stage.WITHDRAWN):
            assert edge_between(stage, end, resume_stage=None) is None


def test_approval_and_settlement_are_the_office_s():
    for edge in EDGES:
        if edge.to_stage in (Stage.FORMAL_APPROVAL, Stage.SETTLED, Stage.DISCHARGED):
            assert edge.roles == {Role.ADMIN}
        assert Role.BORROWER not in edge.roles


def test_every_way_to_an_approved_stage_leads_through_the_approval():
    before = {edge.from_stage for edge in EDGES if edge.to_stage in lifecycle.APPROVED}
    assert before - lifecycle.APPROVED == {Stage.VALUATION_RECEIVED}


def test_terms_once_approved_stay_as_they_are():
    assert lifecycle.terms_editable(Stage.INQUIRY, was_approved=False)
    assert not lifecycle.terms_editable(Stage.INQUIRY, was_approved=True)
    assert not lifecycle.terms_editable(Stage.DECLINED, was_approved=False)
