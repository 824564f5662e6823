"""The fuzzer: holds the API against its published contract. `python -m contract_tests --help`."""
