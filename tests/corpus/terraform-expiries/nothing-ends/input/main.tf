resource "aws_kms_key" "plain" {
  description = "no deletion_window_in_days, none of the rest"
}

resource "azurerm_key_vault_secret" "forever" {
  expiration_date = "9999-12-31T00:00:00Z"
}

data "aws_kms_key" "other" {
  deletion_window_in_days = 7
}

# resource "tls_self_signed_cert" "off" { validity_period_hours = 24 }
