resource "aws_db_instance" "orders" {
  maintenance_window = "Sun:03:00-Sun:04:00"
  backup_window      = var.backup_window
}

resource "aws_rds_cluster" "ledger" {
  preferred_maintenance_window = var.production ? "sat:02:00-sat:03:00" : "mon:02:00-mon:03:00"
  preferred_backup_window      = null
}

resource "aws_fsx_lustre_file_system" "scratch" {
  weekly_maintenance_start_time = "7:02:30"
}

resource "aws_mq_broker" "events" {
  maintenance_window_start_time {
    day_of_week = "SUNDAY"
    time_of_day = "03:00"
    time_zone   = "UTC"
  }
}

resource "aws_glue_job" "load" {
  maintenance_window = "Sun:10"
}
