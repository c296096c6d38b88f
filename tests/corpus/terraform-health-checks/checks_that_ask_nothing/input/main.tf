resource "aws_lb_target_group" "disabled" {
  health_check {
    enabled = false
    path    = "/health"
  }
}

resource "aws_lb_target_group" "without" {
  port = 80
}

resource "aws_lb_target_group" "defaults" {
  port     = 80
  protocol = "HTTP"
  health_check {
    interval = 30
  }
}

# What is asked, the callers of this module say.
resource "aws_lb_target_group" "of_callers" {
  for_each = var.groups
  health_check {
    path = each.value.health.path
  }
}

resource "aws_elb" "no_target" {
  health_check {
    interval = 30
    target   = "nothing"
  }
}

resource "aws_route53_health_check" "calculated" {
  type                   = "CALCULATED"
  child_health_threshold = 1
}

resource "google_compute_health_check" "empty" {
  http_health_check {
  }
}

resource "google_monitoring_uptime_check_config" "nowhere" {
  http_check {
    path = "/"
  }
}

resource "uptimerobot_monitor" "nothing" {
  type = "heartbeat"
}
