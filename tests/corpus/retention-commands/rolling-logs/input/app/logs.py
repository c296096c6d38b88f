handler = RotatingFileHandler("app.log", maxBytes=1000000, backupCount=5)
LOGGING = {"handlers": {"file": {"backupCount": 9}}}
