"""How programs of other languages than Python say that they fail."""
