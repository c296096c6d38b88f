resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 8080
  protocol = "HTTP"
  health_check {
    path                = "/health"
    matcher             = "200-299"
    interval            = 15
    unhealthy_threshold = 3
  }
}

resource "aws_lb_target_group" "stream" {
  port     = 9000
  protocol = "TCP"
  health_check {
    port = "traffic-port"
  }
}

resource "aws_elb" "old" {
  name = "old"
  health_check {
    target              = "HTTPS:8443/status"
    interval            = 30
    unhealthy_threshold = 5
  }
}

resource "aws_elb" "mail" {
  name = "mail"
  health_check {
    target = "TCP:25"
  }
}

resource "aws_route53_health_check" "shop" {
  fqdn              = "shop.acme.org"
  port              = 443
  type              = "HTTPS_STR_MATCH"
  resource_path     = "/status"
  search_string     = "all good"
  failure_threshold = "3"
  request_interval  = "30"
}

resource "aws_route53_health_check" "ssh" {
  ip_address = "203.0.113.7"
  port       = 22
  type       = "TCP"
}

resource "google_compute_health_check" "web" {
  name               = "web"
  check_interval_sec = 10
  http_health_check {
    port         = 8080
    request_path = var.health_path
  }
}

resource "google_compute_health_check" "cache" {
  name = "cache"
  tcp_health_check {
    port = 6379
  }
}

variable "health_path" {
  default = "/ready"
}

resource "google_monitoring_uptime_check_config" "shop" {
  display_name = "shop"
  period       = "60s"
  http_check {
    path    = "/"
    use_ssl = true
  }
  monitored_resource {
    type = "uptime_url"
    labels = {
      host = "shop.acme.org"
    }
  }
}

resource "google_monitoring_uptime_check_config" "mail" {
  display_name = "mail"
  tcp_check {
    port = 25
  }
  monitored_resource {
    type = "uptime_url"
    labels = {
      host = "mail.acme.org"
    }
  }
}

resource "uptimerobot_monitor" "shop" {
  friendly_name = "shop"
  type          = "http"
  url           = "https://shop.acme.org"
  interval      = 300
}

resource "statuscake_uptime_check" "shop" {
  name           = "shop"
  check_interval = 60
  monitored_resource {
    address = "https://shop.acme.org"
  }
}
