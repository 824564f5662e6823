"""The ledger: a double-entry journal that only grows, and the balances of its accounts."""
