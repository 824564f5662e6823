"""What credentials are worth, beyond what the schema says. Source: domain.md, section 12, and law A4."""

# Operations that take a token of either kind in their body.
TAKE_ANY_KIND = frozenset({"auth_verify"})
EITHER_KIND = "refresh_as_access"
