"""Writes: one public function for each operation; what events ask for stands beside it."""
