variable "report_seconds" {
  default = 900
}

resource "aws_lambda_function" "report" {
  function_name = "harbour-report"
  timeout       = var.report_seconds
}

resource "aws_lambda_function_event_invoke_config" "report" {
  maximum_retry_attempts = 1
}

resource "aws_codebuild_project" "pumps" {
  name          = "pumps"
  build_timeout = "20"
}

resource "aws_batch_job_definition" "tides" {
  name = "tides"
  timeout {
    attempt_duration_seconds = 3600
  }
  retry_strategy {
    attempts = 3
  }
}

resource "aws_glue_job" "ledger" {
  name        = "ledger"
  timeout     = var.is_production ? 240 : 30
  max_retries = 2
}

resource "google_cloud_run_v2_job" "sweep" {
  name = "sweep"
  template {
    template {
      timeout     = "1800s"
      max_retries = 1
    }
  }
}

resource "aws_ecs_service" "quay" {
  name = "quay"
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}

resource "helm_release" "crane" {
  name    = "crane"
  atomic  = true
  timeout = 600
}

resource "aws_ecs_task_definition" "quay" {
  family = "quay"
  container_definitions = jsonencode([{
    name = "web"
    healthCheck = {
      command = ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"]
    }
  }])
  lifecycle {
    create_before_destroy = true
  }
}
