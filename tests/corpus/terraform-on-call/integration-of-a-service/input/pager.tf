resource "pagerduty_service" "pumps" {
  name = "Harbour pumps"
}

resource "pagerduty_service_integration" "cloudwatch" {
  name    = "CloudWatch"
  service = pagerduty_service.pumps.id
}

resource "pagerduty_service_integration" "of_each" {
  service = each.value.service
}
