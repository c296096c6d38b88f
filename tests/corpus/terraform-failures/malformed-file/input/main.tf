resource "aws_lambda_function" "broken" {
  timeout = = 30
  redrive_policy = {
