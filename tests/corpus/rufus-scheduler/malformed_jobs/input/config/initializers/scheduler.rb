require "rufus-scheduler"

scheduler = Rufus::Scheduler.singleton
scheduler.cron("0 3 * * *", name: "sweep") { Sweep.call }
scheduler.cron("0 25 * * *", name: "hour 25") { Sweep.call }
scheduler.every("now and then", name: "words") { Sweep.call }
scheduler.every { Nothing.call }
scheduler.cron(nil) { Nothing.call }
scheduler.cron("0 4 * * *
