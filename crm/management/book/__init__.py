"""A loan book of any size: the same rows for the same number, seed and day, written by COPY in minutes."""
