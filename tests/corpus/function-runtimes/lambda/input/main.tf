resource "aws_lambda_function" "purge" {
  function_name = "purge"
  runtime       = "nodejs14.x"
}
