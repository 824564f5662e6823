"""What a test case costs: `make bench` measures the floor, our fuzz phase and stock Schemathesis in one run."""
