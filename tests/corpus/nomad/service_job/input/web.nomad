# periodic { cron = "0 3 * * *" }
job "web" {
  type = "service"
  meta { note = "not periodic" }
}
