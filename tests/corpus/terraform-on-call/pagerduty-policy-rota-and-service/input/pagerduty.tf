resource "pagerduty_user" "ann" {
  name  = "Ann Lee"
  email = "ann@harbour.test"
}

resource "pagerduty_user" "others" {
  for_each = local.others
  name     = each.value.name
  email    = each.value.email
}

resource "pagerduty_schedule" "first" {
  name      = "Pumps, first line"
  time_zone = "Europe/Berlin"

  layer {
    name                         = "Weekly"
    start                        = "2025-01-06T08:00:00Z"
    rotation_virtual_start       = "2025-01-06T08:00:00Z"
    rotation_turn_length_seconds = 604800
    users                        = [pagerduty_user.ann.id, pagerduty_user.others["bob"].id, local.carol]
  }

  layer {
    name                         = "Fallback"
    rotation_turn_length_seconds = 86400
    users                        = [pagerduty_user.ann.id]
  }

  layer {
    rotation_turn_length_seconds = 86400
    users                        = [for one in local.order : data.pagerduty_user.by_mail[one].id]
  }
}

resource "pagerduty_escalation_policy" "pumps" {
  name      = "Pumps"
  num_loops = 2

  rule {
    escalation_delay_in_minutes = 15
    target {
      type = "schedule_reference"
      id   = pagerduty_schedule.first.id
    }
  }
  rule {
    escalation_delay_in_minutes = 30
    target {
      type = "user_reference"
      id   = pagerduty_user.ann.id
    }
    target {
      type = "user_reference"
      id   = data.pagerduty_user.head.id
    }
  }
}

resource "pagerduty_escalation_policy" "cranes" {
  name = "Cranes"
  rule {
    escalation_delay_in_minutes = var.delay
    target { id = pagerduty_schedule.elsewhere.id }
  }
  rule {
    escalation_delay_in_minutes = 5
    target { id = "PABC123" }
  }
}

resource "pagerduty_service" "pumps" {
  name                    = "Pumps in production"
  escalation_policy       = pagerduty_escalation_policy.pumps.id
  acknowledgement_timeout = 1800
  auto_resolve_timeout    = 14400
}

resource "pagerduty_service" "each" {
  for_each          = var.services
  name              = each.key
  escalation_policy = pagerduty_escalation_policy.cranes.id
}

resource "pagerduty_slack_connection" "pumps" {
  source_id  = pagerduty_service.pumps.id
  channel_id = "C0123456789" # Slack channel: #pumps-alerts
}
