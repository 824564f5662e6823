"""Notifications: who is told what, by which way, and the socket that tells it at once."""
