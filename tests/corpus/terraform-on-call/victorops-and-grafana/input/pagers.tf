resource "victorops_escalation_policy" "pumps" {
  name    = "Pumps"
  team_id = victorops_team.pumps.id
  step {
    timeout = 0
    entries = [
      {
        type = "rotationGroup"
        slug = victorops_rotation.weekly.id
      }
    ]
  }
  step {
    timeout = 30
    entries {
      type     = "user"
      username = "ann"
    }
  }
}

resource "grafana_oncall_escalation_chain" "cranes" {
  name = "Cranes"
}

resource "grafana_oncall_escalation" "first" {
  escalation_chain_id          = grafana_oncall_escalation_chain.cranes.id
  type                         = "notify_on_call_from_schedule"
  notify_on_call_from_schedule = data.grafana_oncall_schedule.weekly.id
  position                     = 0
}

resource "grafana_oncall_escalation" "wait" {
  escalation_chain_id = grafana_oncall_escalation_chain.cranes.id
  type                = "wait"
  duration            = 300
  position            = 1
}

resource "grafana_oncall_escalation" "second" {
  escalation_chain_id = grafana_oncall_escalation_chain.cranes.id
  type                = "notify_persons"
  persons_to_notify   = [data.grafana_oncall_user.ann.id, data.grafana_oncall_user.bob.id]
  position            = 2
}
