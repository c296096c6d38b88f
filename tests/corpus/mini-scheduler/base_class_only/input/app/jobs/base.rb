module Jobs
  class Jobs::Scheduled < Base
    daily at: 4.hours
  end

  class Other < Base
    every 1.hour
  end
end
