"""Writes: one public function for each operation of the API, with the operation's name."""
