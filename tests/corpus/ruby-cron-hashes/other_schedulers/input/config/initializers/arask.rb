Arask.setup do |arask|
  arask.create task: "sweep:all", interval: :daily, run_first_time: true
  arask.create job: "PollJob", interval: 10.minutes
  arask.create task: "report", cron: "0 3 * * *"
end
