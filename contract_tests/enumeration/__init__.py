"""Enumerate what is finite: every product that the contract spans, as plain requests with what they must get.

Everything is generated from the schema, so a new operation is covered the day it appears. A request is
minimal as it stands; nothing is shrunk. Source: harness.md, section 9.
"""
