EVERY_MORNING = "0 8 * * *"
