resource "aws_kms_key" "orders" {
  enable_key_rotation = true
}

resource "aws_secretsmanager_secret" "pager" {
  name                    = "pager"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret" "mail" {
  name                    = "mail"
  recovery_window_in_days = var.is_production ? 30 : 0
}

module "key" {
  source              = "./modules/key"
  enable_key_rotation = true
}

module "secret" {
  source                  = "./modules/secret"
  recovery_window_in_days = 7
}
