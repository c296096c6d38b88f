variable "replicas" {
  type = number
  validation {
    condition     = var.replicas >= 2
    error_message = "One replica is no replica."
  }
  validation {
    condition = var.replicas == null ? true : (
      var.replicas < 50
    )
    error_message = "Too many replicas."
  }
}

resource "aws_instance" "quay" {
  lifecycle {
    precondition {
      condition     = data.aws_ami.quay.architecture == "x86_64"
      error_message = "The image must be for x86_64."
    }
    postcondition {
      condition     = self.public_dns != ""
      error_message = "The machine must have a public name."
    }
  }
}

output "address" {
  value = aws_instance.quay.public_dns
  precondition {
    condition     = length(var.zones) > 0
    error_message = "Name a zone."
  }
}

check "health" {
  data "http" "quay" {
    url = "https://quay.harbour.test/health"
  }
  assert {
    condition     = data.http.quay.status_code == 200
    error_message = "${data.http.quay.url} answers something else."
  }
}
