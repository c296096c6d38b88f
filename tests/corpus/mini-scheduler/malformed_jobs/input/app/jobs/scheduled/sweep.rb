module Jobs
  class Sweep < ::Jobs::Scheduled
    every 1.hour
  end

  class Word < ::Jobs::Scheduled
    every "now and then"
  end

  class Empty < ::Jobs::Scheduled
    every
  end

  class CutOff < ::Jobs::Scheduled
    daily at: 4.hours +
