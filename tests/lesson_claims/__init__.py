"""The lessons' formulas, read as they stand in the Markdown and evaluated with numbers."""
