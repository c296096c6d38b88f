"""The pictures, as SVG: what people would rather look at than read."""
