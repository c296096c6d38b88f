resource "google_cloud_scheduler_job" "poll" {
  name     = "poll"
  schedule = var.poll
}
