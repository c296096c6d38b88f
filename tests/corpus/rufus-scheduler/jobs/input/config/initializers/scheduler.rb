require "rufus-scheduler"

scheduler = Rufus::Scheduler.singleton
scheduler.cron("0 3 * * *", name: "sweep") { Sweep.call }
scheduler.every "1h", first_in: "10s" do
  Poll.call
end
scheduler.every(10.minutes) { Sample.call }
scheduler.in("5m") { Start.call }
scheduler.cron(line) { Odd.call }
