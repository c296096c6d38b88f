# retention is set elsewhere
