"""Hypothesis strategies for the string formats our schema names.

E-mail addresses stay with the stock strategy: Schemathesis knows its lengths, so boundaries cost no search.
"""

import schemathesis
from hypothesis import strategies as st

schemathesis.openapi.format("uuid", st.uuids(version=4).map(str))
