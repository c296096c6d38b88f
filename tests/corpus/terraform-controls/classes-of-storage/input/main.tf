resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = "harbour-logs"
  rule {
    id     = "cool"
    status = "Enabled"
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = 90
      storage_class = "GLACIER"
    }
    noncurrent_version_expiration {
      noncurrent_days = 14
    }
  }
}

resource "aws_opensearch_domain" "search" {
  domain_name = "harbour"
  log_publishing_options {
    log_type = "SEARCH_SLOW_LOGS"
  }
  log_publishing_options {
    log_type = "AUDIT_LOGS"
  }
}
