"""The pages of the book: one file for each kind of page that people read and work from."""
