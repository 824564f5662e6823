"""The deployment's own settings, and a middleware that plants the defect named by DEFECT, if it is set."""

import os

from contract_tests.defects import catalogue
from crm.settings import *  # noqa: F403 - what a deployment with a middleware of its own does
from crm.settings import MIDDLEWARE as _MIDDLEWARE

_name = os.environ.get("DEFECT", "")
if _name and _name not in catalogue.ALL:
    raise ValueError(f"DEFECT={_name} is not known. Please use one of: {', '.join(sorted(catalogue.ALL))}")
# Innermost: what it answers passes through the deployment's own middleware, as a view's answer does.
MIDDLEWARE = [*_MIDDLEWARE, "contract_tests.defects.middleware.PlantingMiddleware"]
