"""What a test case costs: the floor, our fuzz phase and stock Schemathesis, in one run."""
