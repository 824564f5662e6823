"""Reports, computed again from the rows that lists show to whoever asks. Source: domain.md, section 10."""
