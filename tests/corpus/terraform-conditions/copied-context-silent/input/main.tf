variable "replicas" {
  description = "error_message says nothing here"
  # validation {
  #   condition     = var.replicas >= 2
  #   error_message = "One replica is no replica."
  # }
}

variable "anything" {
  validation {
    condition     = true
    error_message = "Never."
  }
}

resource "aws_lb_listener_rule" "web" {
  condition {
    path_pattern {
      values = ["/error_message"]
    }
  }
}
