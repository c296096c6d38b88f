EVENING = "0 20 * * *"
DEBUG = True
