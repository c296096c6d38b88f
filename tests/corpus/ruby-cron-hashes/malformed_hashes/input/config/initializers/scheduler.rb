config.good_job.cron = {
  sweep: { cron: "0 3 * * *", class: "SweepJob" },
  hour_25: { cron: "0 25 * * *", class: "Hour25Job" },
  number: { cron: 5, class: "NumberJob" },
  nothing: { cron: nil, class: "NothingJob" },
  word: "daily",
}
Sidekiq.schedule = { "odd" => { "every" => [], "class" => "OddJob" } }
Sidekiq.schedule = 5
