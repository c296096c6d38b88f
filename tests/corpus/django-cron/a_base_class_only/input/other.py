run_at_times = Schedule(run_every_mins=5)
