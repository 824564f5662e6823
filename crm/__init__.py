"""The project: wiring. No app imports it; settings name its parts by dotted path."""
