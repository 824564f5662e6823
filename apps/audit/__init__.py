"""What happened, kept for ever, and answers kept for retries. Holds ids only: no foreign keys up."""
