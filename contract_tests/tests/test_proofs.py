"""The harness can fail: each planted defect is found, made minimal, and replayed."""

import json
import re

import pytest

from contract_tests.defects.catalogue import DEFECTS
from contract_tests.defects.laboratory import ROOT
from hooks.names import PASSWORD

_SIGNING = r'token\\*": ?\\*"[\w-]{43}\\*"|/signing/[\w-]{43}/'
SECRET = re.compile(rf"eyJ[A-Za-z0-9_-]+\.|{re.escape(PASSWORD)}|{_SIGNING}")


@pytest.mark.proof
@pytest.mark.parametrize("defect", sorted(DEFECTS))
def test_a_planted_defect_is_found_made_minimal_and_replayed(laboratory, defect):
    """A planted defect MUST be found by its check, with a minimal request that fails at once again."""
    planted, proof = DEFECTS[defect], laboratory.proof(defect).result()

    assert proof.found.status == 1, f"exit status {proof.found.status}, not 1\n{proof.found.output}"
    assert proof.convictions, (
        f"no finding of {planted.operation} names {planted.checks}\n{proof.found.output}"
    )
    smallest = [finding for finding in proof.convictions if planted.is_minimal(finding["requests"])]
    assert smallest, "not minimal:\n" + "\n".join(finding["curl"] for finding in proof.convictions)
    assert all(finding["curl"].startswith("curl ") for finding in proof.convictions)
    assert not any(finding["flaky"] for finding in proof.convictions)

    assert proof.replayed is not None
    assert proof.replayed.status == 1, f"not replayed\n{proof.replayed.output}"
    first = proof.convictions[0]
    again = [failure for failure in proof.replayed.summary["failures"] if failure["id"] == first["id"]]
    assert [(one["check"], one["flaky"]) for one in again] == [(first["check"], None)], proof.replayed.output


@pytest.mark.proof
def test_without_the_defect_nothing_fails_any_more(laboratory):
    """Every stored finding MUST pass once its defect is gone."""
    failures = laboratory.folder / "mended" / "failures"
    failures.mkdir(parents=True)
    for name in [] if laboratory.proofs() else DEFECTS:
        laboratory.proof(name)
    for proof in laboratory.proofs().values():
        for finding in proof.convictions:
            (failures / f"{finding['id']}.json").write_text(json.dumps(finding))
    assert list(failures.iterdir())
    ended = laboratory.run(
        "replay", "--test", "regressions", reports="mended", DJANGO_SETTINGS_MODULE="crm.settings"
    )
    assert (ended.status, ended.summary["failures"], list(failures.iterdir())) == (0, [], []), ended.output


@pytest.mark.proof
def test_no_proof_writes_a_secret(laboratory):
    """No token and no password of the world MUST appear in what a run prints or leaves behind."""
    proofs = laboratory.proofs()
    for name, proof in proofs.items():
        texts = {"output": proof.found.output + (proof.replayed.output if proof.replayed else "")}
        files = (path for path in proof.found.reports.rglob("*") if path.is_file())
        texts |= {
            str(path.relative_to(laboratory.folder)): path.read_bytes().decode("latin-1") for path in files
        }
        leaks = [where for where, text in texts.items() if SECRET.search(text)]
        assert not leaks, f"{name}: a secret in {leaks}"
        assert str(ROOT) not in (proof.found.reports / "summary.json").read_text()
