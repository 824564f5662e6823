"""Who answers for profiles."""

from uuid import uuid4

import pytest

from apps.accounts import profiles
from apps.kernel.actor import Role


@pytest.mark.django_db
def test_every_role_with_profiles_is_answered_for(django_assert_num_queries):
    for role in (Role.BDM, Role.BROKER, Role.BORROWER):
        with django_assert_num_queries(1):
            assert not profiles.exists(role, uuid4())
    with django_assert_num_queries(0):
        assert not profiles.exists(Role.ADMIN, uuid4())
