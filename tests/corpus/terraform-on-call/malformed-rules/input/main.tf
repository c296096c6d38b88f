resource "pagerduty_escalation_policy" "pumps" {
  name = "Pumps"
  num_loops = "many"
  rule {
    escalation_delay_in_minutes = "soon"
    target { id = }
  }
  rule = 3
}
resource "pagerduty_service" {
}
