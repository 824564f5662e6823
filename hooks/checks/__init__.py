"""Properties of every answer: one function each, named as the sentence that must be true."""
