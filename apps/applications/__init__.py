"""Loan applications: terms, who stands on them, security, stages, history, signatures."""
