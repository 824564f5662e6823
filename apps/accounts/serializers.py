"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.models import TIME_ZONES, NotificationPreference, User
from apps.accounts.preferences import Digest, NotificationType
from apps.accounts.roles import CODES
from apps.kernel.actor import Role
from apps.kernel.fields import (
    BooleanField,
    ChoiceField,
    EmailField,
    PhoneField,
    SecretField,
    TextField,
    UUIDField,
)
from apps.kernel.serializers import Input, Output

_ROLES = [role.value for role in Role]
_TOKEN_MAX_LENGTH = 2048
_NAME_MAX_LENGTH = 80
_PASSWORD = {"min_length": 12, "max_length": 128}
_GIVEN_PASSWORD = {"min_length": 1, "max_length": 128}


class LoginInput(Input):
    email = EmailField()
    password = SecretField(**_GIVEN_PASSWORD)


class RefreshInput(Input):
    refresh = SecretField(max_length=_TOKEN_MAX_LENGTH)


class VerifyInput(Input):
    token = SecretField(max_length=_TOKEN_MAX_LENGTH)


class LogoutInput(Input):
    refresh = SecretField(max_length=_TOKEN_MAX_LENGTH)


class PasswordChangeInput(Input):
    old_password = SecretField(**_GIVEN_PASSWORD)
    new_password = SecretField(**_PASSWORD)


class PasswordResetInput(Input):
    email = EmailField()


class PasswordResetConfirmInput(Input):
    uid = UUIDField()
    token = SecretField(min_length=64, max_length=64)
    new_password = SecretField(**_PASSWORD)


class ProfileUpdateInput(Input):
    first_name = TextField(max_length=_NAME_MAX_LENGTH, required=False)
    last_name = TextField(max_length=_NAME_MAX_LENGTH, required=False)
    phone = PhoneField(required=False, allow_null=True)
    time_zone = ChoiceField(choices=TIME_ZONES, required=False)


class UserUpdateInput(ProfileUpdateInput):
    email = EmailField(required=False)
    role = ChoiceField(choices=_ROLES, required=False)
    is_active = BooleanField(required=False)


class UserCreateInput(Input):
    email = EmailField()
    first_name = TextField(max_length=_NAME_MAX_LENGTH)
    last_name = TextField(max_length=_NAME_MAX_LENGTH)
    role = ChoiceField(choices=_ROLES)
    phone = PhoneField(required=False, allow_null=True)
    time_zone = ChoiceField(choices=TIME_ZONES, required=False)


class ChannelsInput(Input):
    in_app = BooleanField(required=False)
    email = BooleanField(required=False)


@extend_schema_field({"type": "boolean", "enum": [True]})
class AlwaysField(BooleanField):
    """A switch that cannot be turned off."""

    def to_internal_value(self, data: Any) -> bool:
        if super().to_internal_value(data) is not True:
            raise serializers.ValidationError("This notification cannot be turned off.", code="invalid")
        return True


class SystemChannelsInput(ChannelsInput):
    in_app = AlwaysField(required=False)


class MatrixInput(Input):
    """Cells to change; what is not named stays."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return one field for each notification type."""
        return {
            kind.value: (SystemChannelsInput if kind is NotificationType.SYSTEM else ChannelsInput)(
                required=False
            )
            for kind in NotificationType
        }


class NotificationPreferencesUpdateInput(Input):
    matrix = MatrixInput(required=False)
    digest = ChoiceField(choices=[digest.value for digest in Digest], required=False)


class UserOutput(Output):
    class Meta:
        model = User
        fields = (
            "id",
            "email",
            "first_name",
            "last_name",
            "phone",
            "role",
            "is_active",
            "time_zone",
            "last_login_at",
            "created_at",
            "updated_at",
            "created_by",
            "version",
        )
        extra_kwargs = {
            name: {"required": True} for name in ("phone", "is_active", "time_zone", "last_login_at")
        }


class LoginOutput(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()
    user = UserOutput()


class RefreshOutput(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()


class VerifyOutput(serializers.Serializer[Any]):
    token_type = serializers.ChoiceField(choices=["access", "refresh"])
    user_id = serializers.UUIDField()
    expires_at = serializers.DateTimeField()


class PasswordResetOutput(serializers.Serializer[Any]):
    detail = serializers.CharField()


class PermissionsOutput(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=_ROLES)
    permissions = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(frozenset().union(*CODES.values())))
    )


class ChannelsOutput(serializers.Serializer[Any]):
    in_app = serializers.BooleanField()
    email = serializers.BooleanField()


class MatrixOutput(serializers.Serializer[Any]):
    """Every type, both channels."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return one field for each notification type."""
        return {kind.value: ChannelsOutput() for kind in NotificationType}


class NotificationPreferencesOutput(Output):
    matrix = MatrixOutput()

    class Meta:
        model = NotificationPreference
        fields = ("id", "matrix", "digest", "created_at", "updated_at", "created_by", "version")
        extra_kwargs = {"digest": {"required": True}}
