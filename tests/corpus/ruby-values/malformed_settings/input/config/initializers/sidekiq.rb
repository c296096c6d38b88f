Sidekiq::Cron::Job.create(name: "sweep", cron: Settings.jobs.nightly, class: "SweepJob")
Sidekiq::Cron::Job.create(name: "poll", cron: Settings.jobs.poll, class: "PollJob")
