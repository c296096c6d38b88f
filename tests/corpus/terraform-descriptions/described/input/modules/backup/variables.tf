variable "days" {
  type        = number
  description = <<-EOT
    How long backups are kept.
  EOT
}

variable "undescribed" {}
