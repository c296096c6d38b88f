variable "hour" {
  type    = number
  default = 4
}

variable "minute" {
  default = "15"
}

variable "nowhere" {
  type = string
}

variable "crons" {
  default = ["rate(3 days)", "rate(5 days)"]
}

variable "rules" {}
