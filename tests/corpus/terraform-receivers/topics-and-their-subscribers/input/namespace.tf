resource "kubernetes_namespace" "pump" {
  metadata {
    name = "pump"
    labels = {
      "team" = "pumps"
    }
    annotations = {
      "harbour.test/owner"         = "Pumps: pumps@harbour.test"
      "harbour.test/slack-channel" = "pump-alerts"
      "harbour.test/team-name"     = "pumps"
      "harbour.test/contact"       = var.contact
      "harbour.test/source"        = "https://git.harbour.test"
    }
  }
}
