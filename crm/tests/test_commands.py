"""Commands are safe to run again."""

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", ["seed_demo", "seed_world", "send_mail", "prune"])
def test_a_command_can_be_run_twice(command, capsys):
    call_command(command)
    count, printed = User.objects.count(), capsys.readouterr().out
    call_command(command)
    assert User.objects.count() == count
    assert printed


def test_demo_data_is_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Not in production"):
        call_command("seed_demo")
    assert not User.objects.exists()
