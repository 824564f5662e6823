"""Global search: one question over everything that the caller may see."""
