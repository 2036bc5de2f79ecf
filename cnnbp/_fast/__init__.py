"""The same sums for large layers, each way under its name in the literature."""
