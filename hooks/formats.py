"""Hypothesis strategies for the string formats our schema names."""

import schemathesis
from hypothesis import strategies as st

# The stock strategies make addresses no mailbox has ever had; ours are those people type, at every length.
_LOCAL = st.from_regex(r"[a-z0-9](?:[a-z0-9_+-]|\.(?=[a-z0-9])){0,20}[a-z0-9]", fullmatch=True)
_DOMAIN = st.from_regex(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,15}\.(?:com|com\.au|net|example|org)", fullmatch=True)

schemathesis.openapi.format("email", st.builds("{}@{}".format, _LOCAL, _DOMAIN))
schemathesis.openapi.format("uuid", st.uuids(version=4).map(str))
