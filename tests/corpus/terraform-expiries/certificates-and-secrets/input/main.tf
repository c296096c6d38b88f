resource "tls_self_signed_cert" "admin" {
  private_key_pem       = tls_private_key.admin.private_key_pem
  validity_period_hours = 8760
  early_renewal_hours   = 720
  allowed_uses          = ["server_auth"]
}

resource "aws_secretsmanager_secret_rotation" "db" {
  secret_id = aws_secretsmanager_secret.db.id
  rotation_rules {
    automatically_after_days = 90
  }
}

resource "aws_kms_key" "data" {
  deletion_window_in_days = 7
}

resource "azurerm_key_vault_secret" "api" {
  name            = "api"
  expiration_date = "2026-12-31T00:00:00Z"
}

resource "azurerm_key_vault_secret" "rolling" {
  name            = "rolling"
  expiration_date = timeadd(timestamp(), "8760h")
}

resource "google_secret_manager_secret" "token" {
  secret_id = "token"
  rotation {
    rotation_period    = "7776000s"
    next_rotation_time = "2026-01-01T00:00:00Z"
  }
}

resource "time_rotating" "quarter" {
  rotation_days = 90
}

resource "acme_certificate" "shop" {
  common_name        = "shop.example.com"
  min_days_remaining = 30
}

resource "aws_acmpca_certificate" "sub" {
  validity {
    type  = "YEARS"
    value = 2
  }
}

resource "tls_locally_signed_cert" "agent" {
  count                 = 0
  validity_period_hours = var.long ? 17520 : 24
}
