"""Repayments: the schedule of a loan, its rows, and the payments that are made on them."""
