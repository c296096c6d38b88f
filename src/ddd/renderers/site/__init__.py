"""What the site shows: chapters as pages, a page for each task, the days of a year, an index to search."""
