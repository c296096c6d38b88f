# every 1.day do
#   rake "commented:out"
# end
set :output, "log/cron.log"
job_type :harbour, "cd :path && bin/harbour :task"
NIGHT = "4:30 am"

every 1.day, at: NIGHT do
  runner "Ship.sweep"
  harbour "moor"
end

every [:monday, :friday], :at => ["1am", "18:30"] do
  rake "reports:send"
end

every 2.hours do
  command "/usr/local/bin/poll"
end

every 1.week, at: "4:30" do
  rake "afternoon"
end

every :reboot do
  script "start"
end

every "0 3 1 * *" do
  rake "monthly"
end

every :day, at: 3 do
  rake "at_three"
end

every 1.month, at: "January 20th 2:00 am" do
  rake "on_the_twentieth"
end

every "weekend, monday" do
  rake "odd_days"
end
