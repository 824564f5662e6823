"""Documents that are not kept as they were given: their bytes, their versions, and what is made of a loan."""

import hashlib
from io import BytesIO
from typing import Any, ClassVar
from uuid import uuid4

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, InTheBook, Requests, room, spoilt

_UPLOADS = "papers::uploads_are_stored_as_they_are_or_refused"
_FROZEN = "papers::nothing_changes_while_people_sign_and_after_they_have_signed"
_SHOWN = ("document_shows_its_versions_and_how_far_its_signature_is",)
_BYTES = ("every_version_keeps_its_bytes",)
_VERSIONS = ("versions_are_added_while_nobody_signs_and_never_changed",)
_SENT = ("document_create", "signature_request_create")
_SIGNED = (*_SENT, "signing_sign")


def _services() -> Any:
    return room("apps.documents.services.documents")


# --- bytes ----------------------------------------------------------------------------------------------
class WrongVersionDownloaded(InTheBook):
    """Whoever downloads an earlier version is sent the current one."""

    operation = "document_version_create"
    others = ("document_version_download",)
    test = "papers::versions_are_added_and_never_changed"
    checks = _BYTES
    writes = ("document_create", "document_version_create")

    def alter(self, view: Any) -> None:
        """Find that one."""
        current = room("apps.documents.selectors").current_version_get
        if "GET" in view.finds:
            view.finds = {
                "GET": lambda *, viewer, document_id, number: current(viewer=viewer, document_id=document_id)
            }


class EtagIgnoresTheBytes(InTheBook):
    """The entity tag of a download is the document's, whatever its version: caches never ask again."""

    operation = "document_create"
    others = ("document_download",)
    test = _UPLOADS
    checks = _BYTES
    writes = ("document_create",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Put it in."""
        if request.method == "GET" and response.status_code == 200:
            response.headers["ETag"] = f'"{hashlib.sha256(request.path_info.encode()).hexdigest()}"'
        return response


class FilenameUsedAsPath(Defect):
    """An upload is stored under the name that its sender has given it."""

    operation = "document_create"
    others = ("document_version_create",)
    test = "filenames::files_of_one_name_are_kept_apart"
    checks = ("files_of_one_name_are_kept_apart",)
    sent = "document"  # the last name

    def alter(self, view: Any) -> None:
        """Keep names as they are, and take them for paths."""
        module, storage = room("apps.documents.serializers.documents"), room("apps.documents.storage")
        versions = apps.get_model("documents", "DocumentVersion")._default_manager

        def cleaned(filename: str) -> str:
            self.sent = filename
            return filename

        def name_of(version_id: Any) -> str:
            found = versions.filter(id=version_id).values_list("filename", flat=True).first()
            return self.sent if found is None else str(found)

        module.filenames = spoilt(module.filenames, cleaned=cleaned)
        storage.name_of = name_of

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One upload."""
        return len(requests) == 1


class RefusedUploadLeavesItsFile(InTheBook):
    """What was stored of an upload that is refused then is never taken away."""

    operation = "document_version_create"
    test = _FROZEN
    checks = ("refusal_leaves_no_file",)
    writes = (*_SENT, "document_version_create")

    def alter(self, view: Any) -> None:
        """Take nothing away."""
        room("apps.documents.storage").remove = lambda version_ids: None


class _MeasuredWrong(InTheBook):
    """What is stored of a file is not what it is."""

    operation = "document_create"
    test = _UPLOADS
    checks = _SHOWN
    writes = ("document_create",)

    def alter(self, view: Any) -> None:
        """Store something else of it."""
        module = room("apps.documents.serializers.documents")
        real = module.Content
        if getattr(real, "is_spoilt", False):
            return

        def content(file: Any, filename: str, content_type: str, size: int, sha256: str) -> Any:
            return real(file, filename, content_type, *self.measured(size, sha256))

        content.is_spoilt = True  # type: ignore[attr-defined]
        module.Content = content

    def measured(self, size: int, sha256: str) -> tuple[int, str]:
        """Return what is stored instead."""
        raise NotImplementedError


class HashOfOtherBytes(_MeasuredWrong):
    """The hash of an upload is that of other bytes."""

    def measured(self, size: int, sha256: str) -> tuple[int, str]:
        """Take the hash of the hash."""
        return size, hashlib.sha256(sha256.encode()).hexdigest()


class SizeOffByOne(_MeasuredWrong):
    """The size of an upload is one byte too large."""

    def measured(self, size: int, sha256: str) -> tuple[int, str]:
        """Count one more."""
        return size + 1, sha256


# --- what may be changed --------------------------------------------------------------------------------
class LockedDocumentTakesVersion(InTheBook):
    """What is signed gets another version."""

    operation = "document_version_create"
    test = _FROZEN
    checks = _VERSIONS
    writes = (*_SIGNED, "signing_sign", "document_version_create")  # two were asked
    unkept = (
        ("documents_documentversion", "documents_version_follows"),
        ("documents_document", "documents_document_locked"),
    )

    def alter(self, view: Any) -> None:
        """Ask only whether somebody is still to sign."""
        module = _services()
        is_pending, pending = module.selectors.is_pending, module.SignaturePending

        def check_changeable(document: Any) -> None:
            if is_pending(document):
                raise pending

        module.check_changeable = check_changeable


class VersionWhilePending(InTheBook):
    """While people sign one version, another takes its place."""

    operation = "document_version_create"
    test = _FROZEN
    checks = _VERSIONS
    writes = (*_SENT, "document_version_create")

    def alter(self, view: Any) -> None:
        """Do not ask whether somebody is to sign."""
        module = _services()
        module.selectors = spoilt(module.selectors, is_pending=lambda document: False)


class AudienceOfOthersChosen(InTheBook):
    """A broker uploads for readers among whom there is no broker."""

    operation = "document_create"
    test = _UPLOADS
    checks = ("what_is_uploaded_is_stored_as_it_is_or_refused",)
    writes = ("document_create",)

    def alter(self, view: Any) -> None:
        """Let everybody choose."""
        _services().audience_chosen = lambda *arguments, **options: None


class InternalDocumentShownToBrokers(InTheBook):
    """Brokers are shown what is internal."""

    operation = "document_create"
    test = _UPLOADS
    checks = ("audience_decides_who_lists_finds_and_reads_it",)
    writes = ("document_create",)

    def alter(self, view: Any) -> None:
        """Let them read it."""
        module = room("apps.documents.selectors.documents")
        real = module.readable
        module.readable = lambda role: [*real(role), *(["internal"] if role.value == "broker" else [])]


# --- what is generated ----------------------------------------------------------------------------------
class _Generated(InTheBook):
    """The same data do not give the same."""

    operation = "generated_document_create"
    test = "papers::the_same_data_give_the_same_bytes"
    checks = ("same_data_give_the_same_bytes",)
    writes: ClassVar[tuple[str, ...]] = ("generated_document_create", "generated_document_create")


class GeneratedBytesDiffer(_Generated):
    """Two runs of one template on the same data give different bytes: each has an id of its own."""

    def alter(self, view: Any) -> None:
        """Write one in."""
        module = room("apps.documents.services.generation")
        real = module.rendering

        def render(template: str, data: Any) -> Any:
            return real.render(template, data) + b"%% %b\n" % uuid4().hex.encode()

        module.rendering = spoilt(real, render=render)


class DayOfRenderingCounts(_Generated):
    """The data of a template hold the day on which it is rendered."""

    def alter(self, view: Any) -> None:
        """Put it in."""
        module = room("apps.documents.services.generation")
        real, clock = module.selectors, room("apps.kernel.clock")

        def template_data(**arguments: Any) -> Any:
            return {**real.template_data(**arguments), "rendered_on": str(clock.now().date())}

        module.selectors = spoilt(real, template_data=template_data)


# --- what guards ask ------------------------------------------------------------------------------------
class _Guard(InTheBook):
    """A stage is reached without the paper that it needs. Law DOC10."""

    operation: ClassVar[str] = "application_transition"
    test = "stage_graph::documents_open_the_way_and_moves_take_them_back"
    checks: ClassVar[tuple[str, ...]] = ("move_is_answered_as_the_graph_says",)

    def alter(self, view: Any) -> None:
        """Ask for something else."""
        module = room("apps.documents.conditions")
        module.selectors = spoilt(module.selectors, **self.answers(module.selectors))

    def answers(self, real: Any) -> dict[str, Any]:
        """Return what is asked instead, by name."""
        raise NotImplementedError


class GeneratedCountsAsSigned(_Guard):
    """A letter that was generated counts as signed."""

    operation = "generated_document_create"  # from there on the next stage is offered
    checks = ("offered_moves_are_those_that_the_model_allows",)
    writes = ("funding_table_create", "generated_document_create")

    def answers(self, real: Any) -> dict[str, Any]:
        """Ask whether there is one."""
        return {"is_generated_signed": real.is_generated}


class LetterOfOldTermsCounts(_Guard):
    """A letter counts whatever terms it was made from."""

    writes = (
        "funding_table_create",
        "generated_document_create",
        "application_update",
        "application_transition",
    )

    def answers(self, real: Any) -> dict[str, Any]:
        """Do not ask for the terms."""

        def is_generated(*, terms_version: Any = None, **about: Any) -> Any:
            return real.is_generated(**about)

        return {"is_generated": is_generated}


# --- what is never seen from one answer -----------------------------------------------------------------
class SignedVersionNotSealed(Defect):
    """What everybody has signed gets its certificate, and no seal."""

    operation = "signing_sign"
    test = "seals::completed_document_is_sealed"
    checks = ("completed_document_is_sealed",)

    def alter(self, view: Any) -> None:
        """Add its pages, and no more."""
        module = room("apps.documents.sealing")

        def joined(seal: Any, pdf: bytes, *, certificate: bytes, **options: Any) -> bytes:
            writer = module.IncrementalPdfFileWriter(BytesIO(pdf))
            module._append(writer, module.PdfFileReader(BytesIO(certificate)))
            written = BytesIO()
            writer.write(written)
            return written.getvalue()

        self.spoil(joined)

    def spoil(self, seal: Any) -> None:
        """Replace what seals; it is given the real one first."""
        module = room("apps.documents.services.signing")
        real = module.sealing
        if not hasattr(real, "is_spoilt"):
            found = lambda pdf, **options: seal(real.seal, pdf, **options)  # noqa: E731
            module.sealing = spoilt(real, seal=found, is_spoilt=True)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """An upload, the request, what is to be signed, two signatures and the download."""
        return requests[0]["operation"] == "document_create" and len(requests) == 6


class SealLeavesTheEndOpen(SignedVersionNotSealed):
    """After the file is sealed, something is added to it."""

    def alter(self, view: Any) -> None:
        """Add it."""
        self.spoil(lambda seal, pdf, **options: seal(pdf, **options) + b"% kept\n")


class CertificateNamesNobody(SignedVersionNotSealed):
    """The certificate does not say who has signed."""

    def alter(self, view: Any) -> None:
        """Find no signers for it."""
        module = room("apps.documents.services.signing")
        module.selectors = spoilt(module.selectors, signers_of=lambda request: [])
