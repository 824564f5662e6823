"""Building blocks of every app. A closed list; it imports nothing of ours."""
