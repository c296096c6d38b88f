resource "aws_sqs_queue" "orders" {
  name = "orders"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.orders_dead.arn
    maxReceiveCount     = 4
  })
}

resource "aws_sqs_queue" "bills" {
  redrive_policy = <<EOF
{
  "deadLetterTargetArn": "${aws_sqs_queue.bills_dead.arn}",
  "maxReceiveCount": 5
}
EOF
}

resource "aws_sqs_queue" "mails" {
  redrive_policy = "{\"deadLetterTargetArn\":\"${aws_sqs_queue.dead.arn}\",\"maxReceiveCount\":3}"
}

resource "google_pubsub_subscription" "berths" {
  name = "berths"
  dead_letter_policy {
    max_delivery_attempts = 10
  }
}
