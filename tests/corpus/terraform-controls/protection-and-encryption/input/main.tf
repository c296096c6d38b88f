variable "protected" {
  default = false
}

variable "backup_days" {}

resource "aws_db_instance" "orders" {
  identifier                      = "orders"
  backup_retention_period         = var.backup_days
  storage_encrypted               = true
  deletion_protection             = var.protected
  enabled_cloudwatch_logs_exports = ["audit", "error"]
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_sns_topic" "alarms" {
  kms_master_key_id = aws_kms_key.alarms.id
}

resource "aws_s3_bucket_versioning" "exports" {
  versioning_configuration {
    status = "Enabled"
  }
}

resource "azurerm_management_lock" "vault" {
  name       = "vault"
  lock_level = "CanNotDelete"
}
