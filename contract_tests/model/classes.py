"""The classes of instalments in the compliance report. Source: domain.md, section 10."""

CLASSES = ("paid_on_time", "paid_late", "partial_overdue", "missed", "not_due")
