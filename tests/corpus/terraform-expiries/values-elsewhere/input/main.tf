variable "bot_ends" {
  default = "2026-09-30"
}

resource "gitlab_project_access_token" "bot" {
  name       = "bot"
  expires_at = var.bot_ends
}

resource "vault_pki_secret_backend_role" "web" {
  name    = "web"
  max_ttl = var.max_ttl
}

resource "azuread_application_password" "ci" {
  end_date = module.dates.next
}
