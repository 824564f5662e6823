"""A reference to a row that is gone is refused before the commit."""

import pytest
from django.db import transaction

from apps.accounts.models import SessionFamily
from apps.kernel import clock
from apps.kernel.errors import Conflict
from apps.kernel.integrity import references


class _Gone(Conflict):
    """It is gone."""

    code = "test.gone"


@pytest.mark.django_db
def test_a_reference_to_nothing_is_refused_before_the_commit():
    nobody = "00000000-0000-4000-8000-000000000000"
    with transaction.atomic():
        with pytest.raises(_Gone), references(_Gone()):
            SessionFamily.objects.create(id=nobody, user_id=nobody, refresh_jti="x", expires_at=clock.now())
        assert not SessionFamily.objects.filter(id=nobody).exists()
