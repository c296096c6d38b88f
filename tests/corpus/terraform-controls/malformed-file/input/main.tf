resource "aws_db_instance" "broken" {
  storage_encrypted = = true
  retention
