variable "region" {
  type = string
}

variable "size" {
  type        = string
  description = "TODO"
}
