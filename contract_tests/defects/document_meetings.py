"""Documents and signatures when requests meet: what is judged before a lock, and never again."""

from typing import Any

from contract_tests.defects.planting import AtOnce, room, spoilt

_BEFORE = "document_create"
_NO_TRIGGER = "DROP TRIGGER IF EXISTS {} ON {}"


class TwoVersionTwos(AtOnce):
    """The next number of a version is read without waiting for whoever adds one: there are two version 2s."""

    operation = "document_version_create"
    test = "concurrency::versions_at_once_are_numbered_without_a_gap"
    checks = ("versions_at_once_are_numbered_without_a_gap",)
    before = _BEFORE
    unguarded = (
        _NO_TRIGGER.format("documents_version_follows", "documents_documentversion"),
        "ALTER TABLE documents_documentversion DROP CONSTRAINT IF EXISTS documents_version_number",
    )

    def alter(self, view: Any) -> None:
        """Find without a lock."""
        module, real = room("apps.documents.services.documents"), room("apps.documents.selectors")
        module.selectors = spoilt(real, document_get_for_update=real.document_get)


class SignatureRequestWithoutLock(AtOnce):
    """Whether anybody is to sign already is judged without waiting for whoever asks."""

    operation = "signature_request_create"
    test = "concurrency::of_signature_requests_at_once_one_is_made"
    checks = ("of_signature_requests_at_once_one_is_made",)
    before = _BEFORE
    unguarded = ("DROP INDEX IF EXISTS documents_request_one_pending",)

    def alter(self, view: Any) -> None:
        """Find without a lock."""
        module, real = room("apps.documents.services.signature_requests"), room("apps.documents.selectors")
        module.selectors = spoilt(real, document_get_for_request=real.document_get)
        if "POST" in view.finds:
            view.finds = {"POST": real.document_get}


class LastSignatureLost(AtOnce):
    """Of two who sign last, each takes the other for somebody who has still to sign."""

    operation = "signing_sign"
    test = "concurrency::of_signers_at_once_the_last_one_completes"
    checks = ("of_signers_at_once_the_last_one_completes",)

    def alter(self, view: Any) -> None:
        """Find without a lock, and look then who has signed."""
        module, real = room("apps.documents.services.signing"), room("apps.documents.selectors")

        def unlocked(*, token: str) -> Any:
            signer = real.signing_get(token=token)
            others = type(signer)._default_manager.filter(request_id=signer.request_id, status="pending")
            signer.request.is_last = not others.exclude(id=signer.id).exists()
            return signer

        module.selectors = spoilt(
            real, signing_get_for_update=unlocked, is_all_signed=lambda request: request.is_last
        )
        view.finds = {"POST": unlocked}


class RequestEndsTwice(AtOnce):
    """Whether a request is still pending is judged before it is locked, when it is taken back."""

    operation = "signature_request_cancel"
    test = "concurrency::a_signature_request_at_once_has_one_end"
    checks = ("a_signature_request_at_once_has_one_end",)
    before = _BEFORE
    unguarded = (_NO_TRIGGER.format("documents_request_final", "documents_signaturerequest"),)

    def alter(self, view: Any) -> None:
        """Find without a lock."""
        module, real = room("apps.documents.services.signature_requests"), room("apps.documents.selectors")
        unlocked = real.signature_request_get
        module.selectors = spoilt(real, signature_request_get_for_update=unlocked)
        if "POST" in view.finds:
            view.finds = {"POST": unlocked}


class GeneratedApart(AtOnce):
    """Who generates at the same time makes a document each."""

    operation = "generated_document_create"
    test = "concurrency::generated_at_once_is_one_document"
    checks = ("the_first_generated_at_once_is_one_document",)

    def alter(self, view: Any) -> None:
        """Find the application without a lock."""
        module = room("apps.documents.services.generation")
        unlocked = module.applications.application_find
        module.applications = spoilt(module.applications, application_get_for_update=unlocked)
        view.finds = {"POST": unlocked}
