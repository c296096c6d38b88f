WINDOWS = {
  "north" => [Window.new(cron: "0 5 * * Sun", duration: 5.hours)],
}
