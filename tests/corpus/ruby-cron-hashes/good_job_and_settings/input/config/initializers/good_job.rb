hourly = "0 * * * *"

Rails.application.configure do
  config.good_job.cron = {
    sweep: {
      class: "SweepJob",
      cron: IdentityConfig.store.sweep_cron,
    },
    poll: { cron: hourly, job_class: PollJob },
    report: { cron: Settings.jobs.missing, class: "ReportJob" },
  }
end
