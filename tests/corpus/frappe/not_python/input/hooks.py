scheduler_events = {
