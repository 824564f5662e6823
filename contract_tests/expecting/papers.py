"""Words about a document beside those who are asked to sign it. Laws DOC1, DOC2, DOC4, DOC6, DOC8."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests import seals
from contract_tests.expecting.reading import Answers, Expected, codes_of, parsed, rows_in


def paper(expected: Expected, answers: Answers) -> str | None:
    """A document, its versions and the requests to sign it, listed whole before, agree with one another.

    `requests` is the list, `versions` says how many there may be, `states` how far its signature may be, `of`
    holds the hashes of which those of its uploaded versions are some, each once.
    """
    document = parsed(answers[-1])
    listed = [row for row in rows_in(answers[expected["requests"]]) if row["document_id"] == document["id"]]
    versions = document["versions"]
    numbers = [version["number"] for version in versions]
    if numbers != list(range(1, len(numbers) + 1)) or document["current_version"] != len(numbers):
        return f"the versions are {numbers}, the current one is {document['current_version']}"
    if len(numbers) not in expected["versions"]:
        return f"there are {len(numbers)} versions, not {expected['versions']}"
    if document["signature_status"] not in expected["states"]:
        return f"signature_status is {document['signature_status']}, not {' or '.join(expected['states'])}"
    uploaded = Counter(version["sha256"] for version in versions if version["kind"] == "uploaded")
    if expected["of"] and (strange := uploaded - Counter(expected["of"])):
        return f"no file, or a file twice: {', '.join(strange)}"
    return _newest_first(document, listed) or next(filter(None, map(_ended, listed)), None)


def _newest_first(document: Mapping[str, Any], listed: Sequence[Mapping[str, Any]]) -> str | None:
    """Return what is wrong between a document and the requests to sign it."""
    versions, states = document["versions"], [row["status"] for row in listed]
    newest = states[0] if states else "none"
    if document["signature_status"] != newest:
        return f"signature_status is {document['signature_status']}; the newest request is {newest}"
    if states.count("pending") + states.count("completed") > 1:
        return f"the requests are {states}"
    if document["is_locked"] != ("completed" in states):
        return f"is_locked is {document['is_locked']}; the requests are {states}"
    for row in listed:
        frozen = versions[row["document_version"] - 1]
        if row["document_sha256"] != frozen["sha256"]:
            return f"what is to be signed is not version {frozen['number']}"
        if row["status"] == "pending" and frozen["number"] != len(versions):
            return f"version {len(versions)} came while version {frozen['number']} was to be signed"
    signed = [version["number"] for version in versions if version["kind"] == "signed"]
    wanted = [row["document_version"] + 1 for row in listed if row["status"] == "completed"]
    return None if signed == wanted else f"the signed versions are {signed}, not {wanted}"


def _ended(request: Mapping[str, Any]) -> str | None:
    """Return what is wrong between a request and its signers. Law DOC6."""
    states = [signer["status"] for signer in request["signers"]]
    completed, declined = set(states) == {"signed"}, "declined" in states
    if completed != (request["status"] == "completed") or declined != (request["status"] == "declined"):
        return f"the request is {request['status']}; its signers are {states}"
    return None


def bytes_of(expected: Expected, answers: Answers) -> str | None:
    """The answer is the version of this number, as an earlier look at its `document` shows it. Law DOC1.

    What the document does not have is not found.
    """
    shown = parsed(answers[expected["document"]])["versions"]
    known = {version["number"]: version for version in shown}.get(expected["number"])
    answer = answers[-1]
    if known is None:
        codes = codes_of(answer)
        told = f"{answer.status_code} {', '.join(codes)} for a version that there is not"
        return None if codes == {"documents.version_not_found"} else told
    found = hashlib.sha256(answer.content).hexdigest()
    if (answer.status_code, found, len(answer.content)) != (200, known["sha256"], known["size"]):
        told = f"status {answer.status_code}, {len(answer.content)} bytes of the hash {found}"
        return f"{told}, not the {known['size']} bytes of {known['sha256']}"
    etag = ", ".join(answer.headers.get("etag", ()))
    return None if etag == f'"{found}"' else f"ETag is {etag}, not the hash of the bytes"


def same_versions(template: str, answers: Answers) -> str | None:
    """All versions were made of the same data by this template, so all their bytes are the same. Law DOC5."""
    versions = parsed(answers[-1])["versions"]
    made = {(each["template"], each["data_sha256"], each["sha256"], each["size"]) for each in versions}
    if len(made) != 1 or {each["template"] for each in versions} != {template}:
        return f"{len(made)} kinds of versions: {sorted(map(str, made))}"
    return None


def one_of_template(expected: Expected, answers: Answers) -> str | None:
    """The list holds one document that this template has made, with so many versions."""
    found = [
        row["versions"]
        for row in rows_in(answers[-1])
        if row["versions"][0]["template"] == expected["template"]
    ]
    counts = [len(versions) for versions in found]
    return None if counts == [expected["versions"]] else f"{counts} versions of so many documents"


def sealed(expected: Expected, answers: Answers) -> str | None:
    """The answer is a PDF with the pages of an earlier answer, and a certificate, under a seal that holds.

    `of` is what was signed, `says` what the certificate must say. Not one byte can change unnoticed.
    """
    return seals.fault(answers[-1].content, answers[expected["of"]].content, expected["says"])
