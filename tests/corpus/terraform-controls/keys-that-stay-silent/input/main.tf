resource "aws_kms_key" "orders" {
  enable_key_rotation = false
}

module "key" {
  source              = "./modules/key"
  enable_key_rotation = false
}

resource "aws_secretsmanager_secret" "pager" {
  recovery_window_in_days = null
}
