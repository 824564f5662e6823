"""Notes: what people write down about an application or a borrower, and for whom."""
