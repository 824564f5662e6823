"""Enumerate what is finite: every product that the contract spans, as plain requests with what each must be answered.

Everything is generated from the schema, so a new operation is covered the day it appears. A request is already
minimal; nothing is shrunk. Source: harness.md, section 9.
"""
