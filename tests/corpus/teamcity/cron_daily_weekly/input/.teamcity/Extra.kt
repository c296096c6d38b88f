fun Triggers.late() {
    schedule { schedulingPolicy = cron { dayOfMonth = "L"; year = "2030" } }
    schedule { schedulingPolicy = weekly { } }
