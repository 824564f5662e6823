"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""
