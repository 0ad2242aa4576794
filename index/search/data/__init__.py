"""Word lists of the search: see the head of each file for its format."""
