terraform {
  source = "../modules/db"
}

inputs = {
  snapshot_window = "02:00-03:00"
  vacuum_cron     = "0 5 * * 0"
}
