telemetry {
  periodic = "10s"
}
periodic {
  cron = "0 3 * * *"
}
