variable "timeout" {}

resource "aws_lambda_function" "given" {
  timeout = each.value.timeout
}

resource "aws_lambda_function_event_invoke_config" "once" {
  maximum_retry_attempts = 0
}

resource "aws_batch_job_definition" "once" {
  retry_strategy {
    attempts = 1
  }
}

resource "aws_sqs_queue" "plain" {
  redrive_policy = var.redrive
}

resource "aws_sqs_queue" "half" {
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn })
}

resource "aws_ecs_service" "off" {
  deployment_circuit_breaker {
    enable   = false
    rollback = true
  }
}

resource "aws_ecs_task_definition" "none" {
  container_definitions = jsonencode([{
    name        = "web"
    healthCheck = { command = ["NONE"] }
  }])
}

resource "aws_ecs_task_definition" "elsewhere" {
  container_definitions = file("containers.json")
  lifecycle {
    create_before_destroy = false
  }
}

resource "random_id" "name" {
  lifecycle {
    create_before_destroy = true
  }
}

data "aws_lambda_function" "other" {
  timeout = 3
}

resource "aws_security_group" "quay" {
  lifecycle {
    create_before_destroy = true
  }
}
