"""A small loan book to look around in."""
