"""Operations 67 to 87: documents, what is put up for signature, who signs, and notes."""

from contract_tests.model.operations.row import Row, coded, row

_DOCUMENTS, _NOTES = "/documents/", "/notes/"
_DOCUMENT, _NOTE = f"{_DOCUMENTS}{{document_id}}/", f"{_NOTES}{{note_id}}/"
_VERSIONS = f"{_DOCUMENT}versions/"
_GENERATED = "/applications/{application_id}/generated-documents/"
_REQUESTS = "/signature-requests/"
_REQUEST = f"{_REQUESTS}{{signature_request_id}}/"
_SIGNING = "/signing/{token}/"
# fmt: off
TABLE: tuple[Row, ...] = (
    row(67, "document_list", "GET", _DOCUMENTS, "A M K B", "200", "L"),
    row(68, "document_create", "POST", _DOCUMENTS, "A M K B", "201 400 413 415", "B"),
    row(69, "document_retrieve", "GET", _DOCUMENT, "A M K B", "200"),
    row(70, "document_update", "PATCH", _DOCUMENT, "A M K", "200 400 409 412", "BI"),
    row(71, "document_delete", "DELETE", _DOCUMENT, "A uploader", "204 403 409", "I"),
    row(72, "document_download", "GET", f"{_DOCUMENT}download/", "A M K B", "200 304"),
    row(73, "document_version_create", "POST", _VERSIONS, "A M K uploader", "201 400 403 409 413 415", "B"),
    row(74, "document_version_download", "GET", f"{_VERSIONS}{{number}}/download/", "A M K B", "200 304"),
    row(75, "generated_document_create", "POST", _GENERATED, "A M", "201 400 409", "BK"),
    row(76, "signature_request_create", "POST", f"{_DOCUMENT}signature-requests/", "A M", "201 400 409", "B"),
    row(77, "signature_request_list", "GET", _REQUESTS, "A M K B", "200", "L"),
    row(78, "signature_request_retrieve", "GET", _REQUEST, "A M K B", "200"),
    row(79, "signature_request_cancel", "POST", f"{_REQUEST}cancel/", "A M", "200 409"),
    row(80, "signing_retrieve", "GET", _SIGNING, "T", "200 404"),
    # An answer that is a file is known again by its hash, whoever asks for it.
    row(81, "signing_document", "GET", f"{_SIGNING}document/", "T", "200 304 404"),
    row(82, "signing_sign", "POST", f"{_SIGNING}sign/", "T", "200 400 404 409", "B"),
    row(83, "signing_decline", "POST", f"{_SIGNING}decline/", "T", "200 400 404 409", "B"),
    row(84, "note_list", "GET", _NOTES, "A M K B", "200", "L"),
    row(85, "note_create", "POST", _NOTES, "A M K B", "201 400", "BK"),
    row(85, "note_retrieve", "GET", _NOTE, "A M K B", "200"),
    row(86, "note_update", "PATCH", _NOTE, "author", "200 400 403 412", "BI"),
    row(87, "note_delete", "DELETE", _NOTE, "A author", "204 403", "I"),
)
# fmt: on
_FOUND = coded("documents", "document_not_found")
_FILE = coded("documents", "unsupported_type empty_file")
_HELD = coded("documents", "locked signature_pending")
_REQUEST_FOUND = coded("documents", "signature_request_not_found")
_SIGNING_FOUND = coded("documents", "signing_not_found")
_NOTE_FOUND = coded("notes", "note_not_found")
CODES: dict[str, frozenset[str]] = {
    "document_create": _FILE | coded("documents", "one_owner unknown_application unknown_borrower audience"),
    "document_retrieve": _FOUND,
    "document_update": _FOUND | _HELD | coded("documents", "audience"),
    "document_delete": _FOUND | coded("documents", "not_uploader sent_for_signature"),
    "document_download": _FOUND,
    "document_version_create": _FOUND | _FILE | _HELD | coded("documents", "not_uploader"),
    "document_version_download": _FOUND | coded("documents", "version_not_found"),
    "generated_document_create": coded("application", "not_found")
    | coded("documents", "audience signature_pending template_data_missing"),
    "signature_request_create": _FOUND
    | _HELD
    | coded("documents", "duplicate_signer expires_at not_signable"),
    "signature_request_retrieve": _REQUEST_FOUND,
    "signature_request_cancel": _REQUEST_FOUND | coded("documents", "not_pending"),
    "signing_retrieve": _SIGNING_FOUND,
    "signing_document": _SIGNING_FOUND,
    "signing_sign": _SIGNING_FOUND | coded("documents", "already_acted not_your_turn hash_mismatch"),
    "signing_decline": _SIGNING_FOUND | coded("documents", "already_acted not_your_turn"),
    "note_create": coded("notes", "one_subject unknown_application unknown_borrower audience"),
    "note_retrieve": _NOTE_FOUND,
    "note_update": _NOTE_FOUND | coded("notes", "not_author audience"),
    "note_delete": _NOTE_FOUND | coded("notes", "not_author"),
}
