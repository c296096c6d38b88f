WEEKLY = "0 4 * * 1"
COMPUTED = " ".join(fields)
