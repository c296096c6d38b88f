report_schedule = "rate(12 hours)"
databases = {
  orders = {
    maintenance_window = "Sun:04:00-Sun:05:00"
    size               = "20"
  }
}
