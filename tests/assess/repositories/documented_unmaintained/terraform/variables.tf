variable "region" {
  type        = string
  description = "The region the shop runs in."
}
