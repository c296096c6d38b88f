Sidekiq::Cron::Job.create(name: "tidy", cron: "0 4 * * *
