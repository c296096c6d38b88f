resource "google_cloud_scheduler_job" "poll" {
  name     = "poll"
  schedule = var.poll
}

locals {
  stage_schedule = var.production ? "0 1 * * *" : "0 2 * * *"
}

resource "google_cloud_scheduler_job" "staged" {
  name     = "staged"
  schedule = local.stage_schedule
}

resource "google_cloud_scheduler_job" "open" {
  name     = "open"
  schedule = local.opened
}

locals {
  opened   = "${upper(var.poll)} * *"
  circular = local.circular
  deep     = { a = { b = { c = { d = { e = { f = { g = { h = { i = "x" } } } } } } } } }
}

resource "google_cloud_scheduler_job" "circular" {
  name     = "circular"
  schedule = local.circular
}
