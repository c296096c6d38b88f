"""How often: expressions, zones, oracles."""
