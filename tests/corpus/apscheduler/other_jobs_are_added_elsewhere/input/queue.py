queue.add_job(press, "urgent", hour=3)
board.add_job(title)
JOBS = ["cook", "cleaner"]
