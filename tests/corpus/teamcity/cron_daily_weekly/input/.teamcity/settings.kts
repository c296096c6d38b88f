object Nightly : BuildType({
    name = "Nightly checks"
    triggers {
        schedule {
            schedulingPolicy = daily {
                hour = 3
                minute = 5
            }
            triggerBuild = always()
            withPendingChangesOnly = false
        }
    }
})
object Rebuild : BuildType({
    triggers {
        schedule {
            enabled = false
            schedulingPolicy = weekly { dayOfWeek = ScheduleTrigger.DAY.Saturday; hour = 11; timezone = "Europe/Zurich" }
        }
        schedule {
            // schedulingPolicy = daily { hour = 1 }
            schedulingPolicy = cron {
                minutes = "30"
                hours = "0/2"
                dayOfWeek = "MON-FRI"
                timezone = "SERVER"
            }
            withPendingChangesOnly = false
        }
        schedule {
            schedulingPolicy = cron { hours = clock.hour.toString() }
        }
    }
})
