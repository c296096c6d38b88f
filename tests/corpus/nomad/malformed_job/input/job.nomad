job "broken" {
  periodic {
    cron = "0 3 * *
