rules = [
  { name = "quarterly", schedule = "cron(0 4 1 1,4,7,10 ? *)" },
]
