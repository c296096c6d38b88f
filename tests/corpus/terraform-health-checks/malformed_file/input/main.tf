resource "aws_lb_target_group" "cut" {
  health_check {
    path = "/health
