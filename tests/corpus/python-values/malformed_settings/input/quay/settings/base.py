WEEKLY = "0 4 * * 1"
LIST = ["0 5 * * *", 7]
