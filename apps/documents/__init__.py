"""Documents: files with versions that never change, made from templates or uploaded, and their signatures."""
