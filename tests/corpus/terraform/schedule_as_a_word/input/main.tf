resource "opsgenie_schedule" "team" {
  name     = "on call"
  timezone = "Europe/Riga"
}

resource "pagerduty_schedule" "layer" {
  layer {
    rotation_turn_length_seconds = 604800
    start                        = "2024-01-01T00:00:00Z"
  }
}

module "labels" {
  source   = "./labels"
  schedule = "working-hours"
  window   = "1 2 3 4 5"
  cron     = ["every", "now and then"]
}
