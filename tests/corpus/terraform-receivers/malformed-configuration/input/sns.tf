resource "aws_sns_topic_subscription" "x" {
  protocol = "email"
  endpoint = [}
resource aws_sns_topic_subscription {
