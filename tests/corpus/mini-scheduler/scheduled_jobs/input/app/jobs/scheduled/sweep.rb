module Jobs
  class Sweep < ::Jobs::Scheduled
    every 1.hour

    def execute(args)
      every 3.days
    end
  end

  class Report < ::Jobs::Scheduled
    daily at: 4.hours + 30.minutes
  end

  class Midnight < ::Jobs::Scheduled
    daily
  end

  class Plain
    extend ::MiniScheduler::Schedule
    every SiteSetting.interval
  end

  class Odd < ::Jobs::Scheduled
    daily at: 30.hours
  end
end
