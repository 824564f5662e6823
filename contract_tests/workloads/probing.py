"""Law G4 from the other side: what GET transitions offers is what POST accepts, for this user, now."""

import copy
from dataclasses import dataclass
from typing import Any

from contract_tests.actors import Actor
from contract_tests.enumeration import written
from contract_tests.enumeration.valid import ask
from contract_tests.model import days, stage_graph
from contract_tests.workloads import looking
from contract_tests.workloads.moves import WHY
from contract_tests.workloads.walking import Pointless, Walk, undone

OFFERED = "what_is_offered_is_what_is_accepted"


@dataclass(frozen=True, slots=True)
class Probe:
    """Try every stage as a well-formed move, and take each back at once."""

    actor: Actor
    application: str

    def play(self, walk: Walk) -> None:
        """Try them."""
        if self.application not in walk.book.applications:
            raise Pointless(self.application)
        looking.meet(walk, self.application)
        if not walk.book.sees(self.actor, self.application):
            return
        which = walk.id_of(self.application)
        look = walk.send(ask("application_transition_list", self.actor, application_id=which))
        open_to = {row["to"] for row in look.document if not row["unmet_guards"]}
        kept = copy.deepcopy(walk.book.applications[self.application])
        for to in stage_graph.STAGES:
            day = days.today() if to == stage_graph.SETTLES else None
            verdict = walk.book.transition(self.actor, self.application, to, comment=True, effective_on=day)
            if verdict.is_accepted:
                walk.book.applications[self.application] = copy.deepcopy(kept)
            body = {"to": to, "comment": WHY, **({"effective_on": day} if day else {})}
            step = ask("application_transition", self.actor, body, application_id=which)
            # Both must be true: what the model says, and that the list has told the truth.
            allowed = [201] if to in open_to else [403, 409]
            expected: dict[str, Any] = {"status": [verdict.status] if verdict.status in allowed else []}
            if verdict.codes:
                expected["codes_in"] = sorted(verdict.codes)
            with undone():
                walk.send(step.must(OFFERED, **expected))
        walk.written = written.rows()
