"""What the pages show of a thing, in words and ready for a template."""
