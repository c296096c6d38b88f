variable "region" {
  description = "Where it runs."
  type        = string
}
