"""Sequences of requests with a model beside them: it is asked first, then the API, and both are compared."""
