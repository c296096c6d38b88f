resource "opsgenie_user" "ann" {
  username  = "ann@harbour.test"
  full_name = "Ann Lee"
  role      = "User"
}

resource "opsgenie_team" "pumps" {
  name = "Pumps"
}

resource "opsgenie_escalation" "pumps" {
  name = "Pumps escalation"
  rules {
    condition   = "if-not-acked"
    notify_type = "default"
    delay       = 0
    recipient {
      type = "schedule"
      id   = opsgenie_schedule.pumps.id
    }
  }
  rules {
    condition   = "if-not-acked"
    notify_type = "all"
    delay       = 20
    recipient {
      type = "team"
      id   = opsgenie_team.pumps.id
    }
  }
  repeat {
    wait_interval = 60
    count         = 3
  }
}

resource "opsgenie_schedule_rotation" "weekly" {
  schedule_id = opsgenie_schedule.pumps.id
  name        = "Weekly"
  type        = "weekly"
  length      = 2
  participant {
    type = "user"
    id   = opsgenie_user.ann.id
  }
  participant {
    type = "user"
    id   = opsgenie_user.bob.id
  }
}

resource "opsgenie_team_routing_rule" "night" {
  name    = "At night"
  team_id = opsgenie_team.pumps.id
  notify {
    type = "escalation"
    id   = opsgenie_escalation.pumps.id
  }
}
