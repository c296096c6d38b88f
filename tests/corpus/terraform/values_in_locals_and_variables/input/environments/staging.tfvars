minute = "45"
