"""Writes; one public function for each operation. Each holds the application's row while it writes."""
