resource "pagerduty_escalation_policy" "this" {
  name = var.name
  dynamic "rule" {
    for_each = var.rules
    content {
      escalation_delay_in_minutes = rule.value.delay
      target { id = rule.value.id }
    }
  }
}

resource "pagerduty_schedule" "this" {
  name = var.name
  layer {
    users = []
  }
}

data "pagerduty_user" "ann" {
  email = "ann@harbour.test"
}
