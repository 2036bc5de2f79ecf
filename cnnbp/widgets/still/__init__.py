"""The picture for places that show no widgets."""
