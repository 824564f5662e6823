"""HTTP in, one service call, HTTP out."""

from datetime import UTC, datetime
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import filters, selectors, serializers, tokens
from apps.accounts.roles import CODES
from apps.accounts.services import passwords, sessions, users
from apps.kernel.idempotency import Idempotency
from apps.kernel.views import PUBLIC, APIView


class AuthView(APIView):
    """Answers of these operations carry secrets, so no retry is answered from a store."""

    tag = "Auth"
    idempotent = {"POST": Idempotency.NOT_OFFERED}


class LoginView(AuthView):
    needs = {"POST": PUBLIC}
    accepts = {"POST": serializers.LoginInput}
    raises = {"POST": (sessions.InvalidCredentials, sessions.TooManyFailures)}

    @extend_schema(operation_id="auth_login", responses={200: serializers.LoginOutput})
    def post(self, request: Request) -> Response:
        """Sign in with e-mail address and password."""
        return Response(serializers.LoginOutput(sessions.auth_login(**self.data)).data)


class RefreshView(AuthView):
    needs = {"POST": PUBLIC}
    accepts = {"POST": serializers.RefreshInput}
    raises = {"POST": (tokens.InvalidToken,)}

    @extend_schema(operation_id="auth_refresh", responses={200: serializers.RefreshOutput})
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair.

        A refresh token works once; a second use revokes all tokens of that sign-in.
        """
        return Response(serializers.RefreshOutput(sessions.auth_refresh(**self.data)).data)


class VerifyView(AuthView):
    needs = {"POST": PUBLIC}
    accepts = {"POST": serializers.VerifyInput}
    raises = {"POST": (tokens.InvalidToken,)}

    @extend_schema(operation_id="auth_verify", responses={200: serializers.VerifyOutput})
    def post(self, request: Request) -> Response:
        """Tell whether a token would be honoured now."""
        claims = sessions.auth_verify(**self.data)
        expires_at = datetime.fromtimestamp(claims.expires_at, UTC)
        body = {"token_type": claims.token_type, "user_id": claims.user_id, "expires_at": expires_at}
        return Response(serializers.VerifyOutput(body).data)


class LogoutView(AuthView):
    needs = {"POST": "auth.logout"}
    accepts = {"POST": serializers.LogoutInput}
    raises = {"POST": (sessions.InvalidRefreshToken,)}

    @extend_schema(operation_id="auth_logout", responses={204: None})
    def post(self, request: Request) -> Response:
        """Revoke a refresh token and all tokens of that sign-in."""
        sessions.auth_logout(actor=self.actor, **self.data)
        return Response(status=204)


class PasswordChangeView(AuthView):
    needs = {"POST": "auth.password_change"}
    accepts = {"POST": serializers.PasswordChangeInput}
    raises = {"POST": (passwords.WrongPassword, passwords.WeakPassword, sessions.TooManyFailures)}

    @extend_schema(operation_id="auth_password_change", responses={204: None})
    def post(self, request: Request) -> Response:
        """Set a new password and end every session, this one too."""
        passwords.auth_password_change(actor=self.actor, **self.data)
        return Response(status=204)


class PasswordResetView(AuthView):
    needs = {"POST": PUBLIC}
    accepts = {"POST": serializers.PasswordResetInput}
    raises = {"POST": (passwords.TooManyResets,)}

    @extend_schema(operation_id="auth_password_reset", responses={202: serializers.PasswordResetOutput})
    def post(self, request: Request) -> Response:
        """Ask for a mail with a reset token; the answer is the same for known and unknown addresses."""
        passwords.auth_password_reset(**self.data)
        body = {"detail": "If the address belongs to an account, a mail is on its way."}
        return Response(serializers.PasswordResetOutput(body).data, status=202)


class PasswordResetConfirmView(AuthView):
    needs = {"POST": PUBLIC}
    accepts = {"POST": serializers.PasswordResetConfirmInput}
    raises = {"POST": (passwords.InvalidResetToken, passwords.WeakPassword)}

    @extend_schema(operation_id="auth_password_reset_confirm", responses={204: None})
    def post(self, request: Request) -> Response:
        """Set a new password with a mailed token."""
        passwords.auth_password_reset_confirm(**self.data)
        return Response(status=204)


class UsersView(APIView):
    tag = "Users"
    needs = {"GET": "user.list", "POST": "user.create"}
    accepts = {"POST": serializers.UserCreateInput}
    lists = filters.UserFilter
    raises = {"POST": (users.EmailTaken,)}

    @extend_schema(operation_id="user_list", responses=serializers.UserOutput(many=True))
    def get(self, request: Request) -> Response:
        """List users."""
        return self.answer_page(serializers.UserOutput, selectors.user_list(viewer=self.actor))

    @extend_schema(operation_id="user_create", responses={201: serializers.UserOutput})
    def post(self, request: Request) -> Response:
        """Create a user and mail an invitation to set a password."""
        user = users.user_create(actor=self.actor, **self.data)
        return self.answer(serializers.UserOutput, user, status=201, location=f"/api/v1/users/{user.id}/")


class UserView(APIView):
    tag = "Users"
    needs = {"GET": ("user.read", "user.read_self"), "PATCH": "user.update"}
    accepts = {"PATCH": serializers.UserUpdateInput}
    finds = {"GET": selectors.user_get, "PATCH": selectors.user_get_for_update}
    raises = {
        "GET": (selectors.UserNotFound,),
        "PATCH": (
            selectors.UserNotFound,
            users.EmailTaken,
            users.ProfileExists,
            users.LastActiveAdmin,
        ),
    }

    @extend_schema(operation_id="user_retrieve", responses=serializers.UserOutput)
    def get(self, request: Request, user_id: UUID) -> Response:
        """Retrieve a user; everybody may retrieve themselves."""
        return self.answer(serializers.UserOutput, self.found)

    @extend_schema(operation_id="user_update", responses=serializers.UserOutput)
    def patch(self, request: Request, user_id: UUID) -> Response:
        """Change a user; the only way to change a role."""
        user = users.user_update(user_id=user_id, actor=self.actor, **self.data)
        return self.answer(serializers.UserOutput, user)


class UserDeactivateView(APIView):
    tag = "Users"
    needs = {"POST": "user.deactivate"}
    finds = {"POST": selectors.user_get_for_update}
    raises = {"POST": (selectors.UserNotFound, users.UserNotActive, users.LastActiveAdmin)}

    @extend_schema(operation_id="user_deactivate", request=None, responses={200: serializers.UserOutput})
    def post(self, request: Request, user_id: UUID) -> Response:
        """Deactivate a user; users are never deleted, and become active again by `user_update`."""
        user = users.user_deactivate(user_id=user_id, actor=self.actor)
        return self.answer(serializers.UserOutput, user)


class ProfileView(APIView):
    tag = "Users"
    needs = {"GET": "profile.read", "PATCH": "profile.update"}
    accepts = {"PATCH": serializers.ProfileUpdateInput}
    finds = {"GET": selectors.profile_get, "PATCH": selectors.profile_get_for_update}

    @extend_schema(operation_id="profile_retrieve", responses=serializers.UserOutput)
    def get(self, request: Request) -> Response:
        """Retrieve one's own profile."""
        return self.answer(serializers.UserOutput, self.found)

    @extend_schema(operation_id="profile_update", responses=serializers.UserOutput)
    def patch(self, request: Request) -> Response:
        """Change one's own name, phone or time zone."""
        return self.answer(serializers.UserOutput, users.profile_update(actor=self.actor, **self.data))


class ProfilePermissionsView(APIView):
    tag = "Users"
    needs = {"GET": "profile.permissions"}

    @extend_schema(operation_id="profile_permissions", responses=serializers.PermissionsOutput)
    def get(self, request: Request) -> Response:
        """List one's own effective permission codes."""
        body = {"role": self.actor.role, "permissions": sorted(CODES[self.actor.role])}
        return Response(serializers.PermissionsOutput(body).data)


class NotificationPreferencesView(APIView):
    tag = "Users"
    needs = {"GET": "preferences.read", "PATCH": "preferences.update"}
    accepts = {"PATCH": serializers.NotificationPreferencesUpdateInput}
    finds = {"GET": selectors.preference_get, "PATCH": selectors.preference_get_for_update}

    @extend_schema(
        operation_id="notification_preferences_retrieve", responses=serializers.NotificationPreferencesOutput
    )
    def get(self, request: Request) -> Response:
        """Retrieve which notifications one gets, by type and channel."""
        return self.answer(serializers.NotificationPreferencesOutput, self.found)

    @extend_schema(
        operation_id="notification_preferences_update", responses=serializers.NotificationPreferencesOutput
    )
    def patch(self, request: Request) -> Response:
        """Change some cells of the matrix, the digest, or both."""
        preference = users.notification_preferences_update(actor=self.actor, **self.data)
        return self.answer(serializers.NotificationPreferencesOutput, preference)
