"""The socket of notifications under contract: scenarios of plain steps, each held against what it owes."""
