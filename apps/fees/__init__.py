"""Fees: what they are computed from, what was charged, and what is left of a loan to pay out."""
