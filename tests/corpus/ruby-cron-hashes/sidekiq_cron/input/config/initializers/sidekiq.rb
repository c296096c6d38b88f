NIGHTLY = "0 3 * * *".freeze

Sidekiq::Cron::Job.create(name: "Sweep - every night", cron: NIGHTLY, class: "SweepJob")
Sidekiq::Cron::Job.load_from_hash(
  "poll" => { "cron" => ENV.fetch("POLL_CRON", "*/10 * * * *"), "class" => "PollJob" },
  "report" => { "cron" => "every day at 5 am Europe/Paris", "class" => "ReportJob", "status" => "disabled" },
  "odd" => { "cron" => cron_of("odd"), "class" => "OddJob" }
)
