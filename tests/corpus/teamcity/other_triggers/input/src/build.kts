schedule { schedulingPolicy = daily { hour = 1 } }
