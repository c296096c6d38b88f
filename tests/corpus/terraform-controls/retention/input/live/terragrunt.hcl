inputs = {
  log_retention_days = 60
}
