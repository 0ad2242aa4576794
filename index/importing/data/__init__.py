"""Word lists of importing: see the head of each file for its format."""
