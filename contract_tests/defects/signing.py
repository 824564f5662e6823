"""Signatures that should not count, tokens that live too long, and requests that end as they must not."""

from typing import Any, ClassVar

from contract_tests.defects.planting import InTheBook, room, spoilt

_ACTS = "papers::a_token_signs_once_in_its_turn_what_it_has_seen"
_SENT = ("document_create", "signature_request_create")
_SIGNED = (*_SENT, "signing_sign")


def _signing() -> Any:
    return room("apps.documents.services.signing")


def _alive(states: tuple[str, ...], *, for_ever: bool = False) -> None:
    """Let the tokens of requests in these states live.

    Args:
        for_ever: whatever the clock says.
    """
    module = room("apps.documents.selectors.signatures")
    clock = room("apps.kernel.clock")

    def is_open(request: Any) -> bool:
        return request.status in states and (for_ever or request.expires_at > clock.now())

    module.is_open = is_open


# --- signers --------------------------------------------------------------------------------------------
class _Signature(InTheBook):
    """Somebody signs who may not."""

    operation = "signing_sign"
    test = _ACTS
    checks = ("only_a_live_token_signs_once_in_its_turn_what_it_has_seen",)
    writes: ClassVar[tuple[str, ...]] = _SIGNED


class TokenUsableTwice(_Signature):
    """Whoever has signed can sign again by the same token."""

    writes = (*_SIGNED, "signing_sign")
    unkept = (("documents_signer", "documents_signer_final"),)

    def alter(self, view: Any) -> None:
        """Do not ask whether it was used."""
        module = _signing()

        def acting(token: str) -> Any:
            signer = module.selectors.signing_get_for_update(token=token)
            if not module.selectors.is_turn_of(signer):
                raise module.NotYourTurn
            return signer

        module._acting = acting


class DeclineLeavesTheTokenAlive(_Signature):
    """When somebody has declined, the others can still sign."""

    writes = (*_SENT, "signing_decline", "signing_sign")
    unkept = (("documents_signaturerequest", "documents_request_final"),)

    def alter(self, view: Any) -> None:
        """Let them."""
        _alive(("pending", "declined"))


class ExpiredTokenAlive(_Signature):
    """A request that has expired can still be signed."""

    def alter(self, view: Any) -> None:
        """Do not look at the clock."""
        _alive(("pending",), for_ever=True)


class SignerOutOfTurn(_Signature):
    """Whoever signs in a row need not wait for those before."""

    def alter(self, view: Any) -> None:
        """Let everybody act."""
        module = _signing()
        module.selectors = spoilt(module.selectors, is_turn_of=lambda signer: True)


class HashNotCompared(_Signature):
    """Whatever a signer says to have seen, it is taken for what is to be signed."""

    def alter(self, view: Any) -> None:
        """Put the right hash in."""
        module = _signing()
        real = module.signing_sign

        def signing_sign(*, token: str, document_sha256: str, **words: Any) -> Any:
            seen = module.selectors.signing_get(token=token).request.document_version.sha256
            return real(token=token, document_sha256=seen, **words)

        module.signing_sign = signing_sign


# --- requests -------------------------------------------------------------------------------------------
class _Completion(InTheBook):
    """What is left when everybody has signed is not what must be."""

    operation = "signing_sign"
    whole = True
    test = "papers::people_are_asked_to_sign_what_can_be_signed"
    checks = ("document_shows_its_versions_and_how_far_its_signature_is",)
    writes = _SIGNED


class CompletedAddsNoVersion(_Completion):
    """When everybody has signed, the document is locked, and gets no signed version."""

    def alter(self, view: Any) -> None:
        """Write down no more than that."""
        module = _signing()

        def complete(request: Any) -> None:
            module.change(request.document, {"is_locked": True})
            module.change(request, {"status": "completed"})

        module._complete = complete


class CompletedStaysUnlocked(_Completion):
    """When everybody has signed, the document gets its signed version, and is not locked."""

    def alter(self, view: Any) -> None:
        """Leave that out."""
        module = _signing()
        real = module.change
        if not getattr(real, "is_spoilt", False):

            def change(entity: Any, values: Any) -> Any:
                return {} if "is_locked" in values else real(entity, values)

            change.is_spoilt = True  # type: ignore[attr-defined]
            module.change = change


class CancelledStillOpens(InTheBook):
    """Whoever was asked can still look at what is not to be signed any more."""

    operation = "signature_request_cancel"
    others = ("signing_retrieve",)
    test = "papers::nothing_changes_while_people_sign_and_after_they_have_signed"
    checks = ("token_opens_what_is_to_be_signed_until_the_request_has_ended",)
    writes = (*_SENT, "signature_request_cancel")

    def alter(self, view: Any) -> None:
        """Find them."""
        module = room("apps.documents.selectors.signatures")
        rows = module.Signer.objects.select_related(
            "request__document_version", "request__document__application"
        )
        if "GET" in view.finds:
            view.finds = {"GET": lambda *, token: rows.filter(token_sha256=module.hash_of(token)).get()}


class MoveLeavesTheRequestPending(InTheBook):
    """When a letter is taken back, or a loan is given up, those who were asked to sign it still can."""

    operation = "application_transition"
    test = "stage_graph::documents_open_the_way_and_moves_take_them_back"
    checks = ("token_opens_what_is_to_be_signed_until_the_request_has_ended",)
    writes = (
        "funding_table_create",
        "generated_document_create",
        "signature_request_create",
        "application_transition",
    )

    def alter(self, view: Any) -> None:
        """Do not take anything back."""
        room("apps.documents.handlers").signature_requests_cancel = lambda **about: None
