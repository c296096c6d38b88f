resource "github_branch_protection" "main" {
  pattern        = "main"
  enforce_admins = true
  required_pull_request_reviews {
    required_approving_review_count = 2
    require_code_owner_reviews      = false
  }
  required_status_checks {
    contexts = ["test", "lint"]
  }
}

resource "tfe_workspace" "network" {
  name       = "network"
  auto_apply = false
}

resource "aws_cloudtrail" "all" {
  name                       = "all"
  is_multi_region_trail      = true
  enable_log_file_validation = true
}

resource "gitlab_project" "orders" {
  name = "orders"
  push_rules {
    commit_message_regex = "^ORD-[0-9]+"
  }
}

resource "aws_flow_log" "vpc" {
  count = 0
}

resource "google_project_iam_audit_config" "all" {
  service = "allServices"
  dynamic "audit_log_config" {
    for_each = ["DATA_READ"]
    content {
      log_type = "DATA_WRITE"
    }
  }
}
