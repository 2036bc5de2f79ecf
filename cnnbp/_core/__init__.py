"""What the layers are computed on: checks of arguments, types, and where windows lie. No sums."""
