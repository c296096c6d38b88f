scheduler.add_job(
