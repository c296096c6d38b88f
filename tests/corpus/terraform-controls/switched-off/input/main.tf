resource "aws_db_instance" "scratch" {
  storage_encrypted       = false
  deletion_protection     = null
  backup_retention_period = 0
}

resource "tfe_workspace" "scratch" {
  auto_apply = true
}

resource "aws_s3_bucket_versioning" "scratch" {
  versioning_configuration {
    status = "Suspended"
  }
}

resource "aws_lb" "scratch" {
  enable_deletion_protection = ""
}

resource "aws_sns_topic" "scratch" {
  kms_master_key_id = ""
}

resource "github_branch_protection" "scratch" {
  required_status_checks {
    contexts = []
  }
}

data "aws_db_instance" "other" {
  storage_encrypted = true
}

module "scratch" {
  source              = "./modules/database"
  deletion_protection = false
  retention_days      = compute()
}
