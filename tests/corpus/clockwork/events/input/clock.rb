require "clockwork"

module Clockwork
  every(1.day, "sweep", at: "03:00", tz: "Europe/Paris") { SweepJob.perform_later }
  every(1.hour, "poll", at: "**:30")
  every(1.week, "report", at: ["Monday 16:20", "Thursday 8:05"], if: ->(t) { t.day > 3 }) { ReportJob.perform_later }
  every(10.minutes, "sample")
  every(interval, "odd")
  every(1.day, "odd time", at: "noonish")
end
