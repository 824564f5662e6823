"""The oracle: what the requirements say, written again without looking at the application."""
