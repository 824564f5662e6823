"""Sign-ins, sign-outs and passwords that do not end what they must end."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.credentials import claims_of
from contract_tests.defects.planting import Defect, Requests, body_of, change, model, parsed


class _Law(Defect):
    """A property over several requests does not hold; the sequence ends with the request that shows it."""

    last: str
    most: int

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The sequence ends as soon as it shows."""
        return requests[-1]["operation"] == cls.last and len(requests) <= cls.most


class LogoutKeepsTheSession(_Law):
    """Signing out answers 204, and the tokens go on working."""

    operation, last, most = "auth_logout", "profile_retrieve", 4
    test = "laws::signing_out_ends_one_session"
    checks = ("logout_ends_the_session",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Open the family again."""
        body = body_of(request)
        if response.status_code == 204 and isinstance(body, dict):
            families = model("SessionFamily").objects.filter(id=claims_of(str(body["refresh"]))["fam"])
            families.update(revoked_at=None)
        return response


class PasswordChangeKeepsSessions(_Law):
    """After a new password whoever had stolen a token still has it."""

    operation, last, most = "auth_password_change", "profile_retrieve", 4
    test = "laws::a_new_password_ends_every_session"
    checks = ("password_change_ends_every_session",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Open every family again."""
        if response.status_code == 204:
            model("SessionFamily").objects.update(revoked_at=None)
        return response


class ResetTokenWorksTwice(_Law):
    """A mailed token sets a password as often as one likes."""

    operation, last, most = "auth_password_reset_confirm", "auth_password_reset_confirm", 6
    test = "laws::a_reset_token_works_once"
    checks = ("reset_token_works_once",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Forget that it was used."""
        if response.status_code == 204:
            model("PasswordReset").objects.update(used_at=None)
        return response


class GuessesUnlimited(_Law):
    """Nobody counts failed sign-ins."""

    operation, last, most = "auth_login", "auth_login", 11
    test = "laws::logins_are_limited_by_account"
    checks = ("failed_logins_are_limited",)

    def enter(self, request: HttpRequest) -> None:
        """Forget them."""
        model("LoginFailure").objects.all().delete()


class LoginTellsWhoExists(_Law):
    """An unknown address is refused in other words than a wrong password."""

    operation, last, most = "auth_login", "auth_login", 3
    test = "laws::a_refused_login_tells_nothing"
    checks = ("refused_login_tells_nothing",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say it."""
        body: Any = body_of(request)
        if response.status_code == 401 and not model("User").objects.filter(email=body["email"]).exists():
            return change(response, {**parsed(response), "detail": "There is no such account."})
        return response
