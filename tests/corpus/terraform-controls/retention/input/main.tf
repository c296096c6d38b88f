variable "log_days" {
  default = 90
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/orders/api"
  retention_in_days = var.log_days
}

resource "aws_cloudwatch_log_group" "kept" {
  name = "/orders/kept"
}

resource "aws_cloudwatch_log_group" "zero" {
  name              = "/orders/zero"
  retention_in_days = 0
}

resource "aws_s3_bucket_lifecycle_configuration" "exports" {
  bucket = aws_s3_bucket.exports.id
  rule {
    id     = "old"
    status = "Enabled"
    expiration {
      days = 365
    }
    transition {
      days          = var.production ? 30 : 10
      storage_class = "GLACIER"
    }
  }
  rule {
    id     = "off"
    status = "Disabled"
    expiration { days = 7 }
  }
}

resource "google_storage_bucket" "files" {
  name = "files"
  lifecycle_rule {
    condition { age = 30 }
    action { type = "Delete" }
  }
  lifecycle_rule {
    condition { age = 10 }
    action {
      type          = "SetStorageClass"
      storage_class = "NEARLINE"
    }
  }
  lifecycle_rule {
    condition { age = 1 }
    action { type = "AbortIncompleteMultipartUpload" }
  }
}

resource "kafka_topic" "orders" {
  name   = "orders"
  config = { "retention.ms" = "86400000" }
}

module "database" {
  source                = "./modules/database"
  backup_retention_days = 35
  deletion_protection   = true
  settings = [{
    log_retention_days = var.log_days
  }]
}
