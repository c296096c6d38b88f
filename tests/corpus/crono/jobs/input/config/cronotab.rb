Crono.perform(SweepJob).every 1.day, at: {hour: 3, min: 30}
Crono.perform(ReportJob, "all").every 1.week, on: :monday, at: "15:30"
Crono.perform(PollJob).every 10.minutes
Crono.perform(OddJob).every interval
Crono.perform(OtherJob).every 1.day, at: {hour: hour_of("x")}
