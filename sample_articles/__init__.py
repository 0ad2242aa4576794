"""Sample stories that ship with newsreader: short news in Markdown with YAML front matter."""
