variable "hour" {
  default = 3
}

locals {
  jobs = { a = { at = "3" } }
}
