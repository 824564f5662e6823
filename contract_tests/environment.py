"""What a contract run sets, through the deployment's documented variables; what is set already wins."""

import os

# Exit statuses of a run.
CLEAN, FINDINGS, ENGINE, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130
PROFILES = ("quick", "deep", "replay")  # what they do: contract_tests/profiles.py
DEFAULTS = {
    "DJANGO_SETTINGS_MODULE": "crm.settings",
    "POSTGRES_CLUSTER": "test",  # fsync off
    # The cheapest Argon2id there is: thousands of sign-ins, no secret worth the memory.
    "ARGON2_TIME_COST": "1",
    "ARGON2_MEMORY_COST": "8",
    "ARGON2_PARALLELISM": "1",
    "EMAIL_URL": "memorymail://",
    # The order of sets decides what is generated first; the same seed must give the same requests.
    "PYTHONHASHSEED": "0",
}


def prepare() -> None:
    """Set what is not set. Call it before anything imports the settings."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    # make exports variables that nobody has set as empty ones.
    for name in ("OPERATION", "SEED", "PROFILE", "ID", "TEST"):
        if not os.environ.get(name):
            os.environ.pop(name, None)
