require "rufus/scheduler"

class Clock
  def run
    every "1h" do
      expire_events
    end

    every ENV["PROPAGATION"].presence || "6h" do
      propagate
    end

    @scheduler.every 60 do
      restart_workers
    end

    cron Rails.env.production? ? "0 3 * * *" : nil do
      back_up
    end

    cron Rails.env.development? ? "0 4 * * 1" : "0 4 * * *" do
      report
    end

    cron times.first do
      guess
    end
  end
end
