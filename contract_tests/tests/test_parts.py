"""A run in several processes reports as one."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from schemathesis.core.failures import ServerError

from contract_tests import contract, findings, parallel, parts, profiles
from contract_tests.recorder import Recorder

pytestmark = pytest.mark.proof


@pytest.fixture
def processes(monkeypatch, tmp_path):
    """Pretend to be one process after the other, each with counts and findings of its own."""

    def become(part):
        journal, recorder = findings.Journal(tmp_path / "failures"), Recorder()
        monkeypatch.setattr(parts, "JOURNAL", journal)
        monkeypatch.setattr(parts, "RECORDER", recorder)
        monkeypatch.setattr(profiles, "OWN_REPORTS", tmp_path / "parts" / str(part))
        return journal, recorder

    return become


def test_counts_and_findings_of_all_parts_add_up(processes, tmp_path):
    """What the parts have shown MUST be what the whole run reports."""
    for part in (1, 2):
        journal, recorder = processes(part)
        recorder.test = f"test_{part}"
        for status in (200, 200, 401):
            recorder.count("user_list", status, credential="expired", edge=status == 200, valid_in="fuzzing")
        recorder.stages.taken.add(f"inquiry -> withdrawn by {'AK'[part - 1]}")
        recorder.money["posted payment"] = part
        recorder.meetings["one_effect"] = Counter(held=part, waited=2)
        failure = ServerError(operation="GET /x/", status_code=500)
        request = {"operation": "user_list", "method": "GET", "path": f"/{part}/", "query": "", "headers": {}}
        journal.note("test", [failure], [{**request, "body": None}], {"status": 500})
        journal.settle()
        parts.write(complete=part == 1, errors=[] if part == 1 else ["broken"])
    journal, recorder = processes("whole")
    assert parts.read(tmp_path / "parts" / "1") == (True, [])
    assert parts.read(tmp_path / "parts" / "2") == (False, ["broken"])
    assert recorder.by_test == {"test_1": 3, "test_2": 3}
    assert recorder.stages.taken == {"inquiry -> withdrawn by A", "inquiry -> withdrawn by K"}
    assert recorder.money == {"posted payment": 3}
    assert recorder.meetings == {"one_effect": {"held": 3, "waited": 4}}
    shown = recorder.operations["user_list"]
    assert (shown.cases, shown.edge, shown.expired, dict(shown.statuses)) == (6, 4, 2, {200: 4, 401: 2})
    assert (recorder.reach["fuzzing"].valid, recorder.reach["fuzzing"].accepted) == (6, 4)
    assert sorted(finding.requests[0]["path"] for finding in journal.findings.values()) == ["/1/", "/2/"]


def test_a_part_that_died_is_missed(tmp_path):
    """A process without a report MUST NOT count as a clean one."""
    assert parts.read(tmp_path) is None


def test_each_operation_belongs_to_one_part(monkeypatch):
    """Every operation MUST be run by exactly one process."""
    owners = []
    for part in ((1, 2), (2, 2)):
        monkeypatch.setattr(profiles, "PART", part)
        owners.append({n for i, n in enumerate(contract.operation_ids()) if profiles.is_mine(i)})
    assert owners[0] | owners[1] == set(contract.operation_ids())
    assert not owners[0] & owners[1]


def test_the_junit_files_become_one(tmp_path, monkeypatch):
    """CI MUST see the tests of every process."""
    monkeypatch.setattr(profiles, "REPORTS", tmp_path)
    files: list[Path] = []
    for part in (1, 2):
        file = tmp_path / f"{part}.xml"
        file.write_text(f'<testsuites><testsuite name="{part}" tests="1"/></testsuites>')
        files.append(file)
    parallel._join_junit([*files, tmp_path / "missing.xml"])
    joined = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert [suite.get("name") for suite in joined] == ["1", "2"]
