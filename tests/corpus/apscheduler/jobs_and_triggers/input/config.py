JOBS = [
    {"id": "ropes", "func": "deck:ropes", "trigger": "cron", "hour": 5, "minute": "*/20"},
    {"id": "no trigger", "func": "deck:nothing"},
]
