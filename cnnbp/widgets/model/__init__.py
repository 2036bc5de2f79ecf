"""Layers in a row, changes and selection: no drawing, no traits."""
