variable "schedule_name" {
  default = "0 4 * * *"
}

variable "rotation_window" {
  default = "7"
}

variable "cron" {
  default = "1 2 3"
}

variable "expr" {
  default = "sum(rate(http_requests_total[5m]))"
}

variable "backup_schedule" {
  description = "such as cron(0 3 * * ? *)"
  type        = string
}
