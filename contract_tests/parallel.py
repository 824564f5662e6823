"""The run in several processes, one for each core: each takes some of the operations, one tells and reports.

A part has a database of its own and runs the same code as a run in one process, so the same seed gives the
same requests however many processes there are.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from contract_tests import closing, parts, profiles
from contract_tests.progress import Progress

STOP_SECONDS = 60


class Part:
    """One process of the run and the last thing it said."""

    def __init__(self, number: int, count: int) -> None:
        self.folder = profiles.REPORTS / "parts" / str(number)
        self.at: dict[str, Any] = {"done": 0, "total": 0, "cases": 0, "findings": 0, "test": "starting"}
        parts.forget(self.folder)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "contract_tests", "run"],
            env={**os.environ, "PART": f"{number}/{count}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches us, and we ask each part once
        )

    def listen(self, progress: Progress) -> None:
        """Pass on what the part says, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                said = {"say": line.rstrip("\n")}
            if "say" in said:
                progress.say(str(said["say"]))
            else:
                self.at = said


def run(count: int) -> int:
    """Run `count` processes and return the exit status of the whole."""
    progress = Progress()
    progress.say(f"seed {profiles.SEED}, profile {profiles.PROFILE.name}, {count} processes")
    running = [Part(number, count) for number in range(1, count + 1)]
    listeners = [threading.Thread(target=part.listen, args=[progress], daemon=True) for part in running]
    progress.begin(0)
    for listener in listeners:
        listener.start()
    interrupted = False
    try:
        while any(listener.is_alive() for listener in listeners):
            _show(progress, running)
            time.sleep(0.2)
    except KeyboardInterrupt:
        interrupted = True
        _stop(running)
    for listener in listeners:
        listener.join(timeout=STOP_SECONDS)
    progress.end()
    errors, complete = _gather(running)
    status, text = closing.close(complete=complete and not interrupted, errors=errors)
    progress.say(text)
    return status


def _show(progress: Progress, running: list[Part]) -> None:
    total = {name: sum(part.at[name] for part in running) for name in ("done", "total", "cases", "findings")}
    progress.show(**total, test=" | ".join(part.at["test"] for part in running))


def _stop(running: list[Part]) -> None:
    for part in running:
        if part.process.poll() is None:
            part.process.send_signal(signal.SIGTERM)  # SIGINT may be ignored, as it is in the background


def _gather(running: list[Part]) -> tuple[list[str], bool]:
    errors, complete = [], True
    for number, part in enumerate(running, start=1):
        try:
            status = part.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            part.process.kill()
            status = part.process.wait()
        shown = parts.read(part.folder)
        if shown is None:
            errors.append(f"process {number} of {len(running)} died with status {status} and left no report")
            continue
        complete = complete and shown[0]
        errors += shown[1]
    _join_junit([part.folder / "junit.xml" for part in running])
    _join_logs([part.folder / "contract.log" for part in running])
    return errors, complete


def _join_junit(files: list[Path]) -> None:
    joined = ElementTree.Element("testsuites", name="contract")
    for file in files:
        if file.exists():
            joined.extend(ElementTree.parse(file).getroot())  # noqa: S314 - our own files
    ElementTree.ElementTree(joined).write(
        profiles.REPORTS / "junit.xml", encoding="utf-8", xml_declaration=True
    )


def _join_logs(files: list[Path]) -> None:
    with (profiles.REPORTS / "contract.log").open("w") as joined:
        for file in files:
            if file.exists():
                joined.write(file.read_text())
