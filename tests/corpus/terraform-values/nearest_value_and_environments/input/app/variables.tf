variable "poll" {
  default = "*/10 * * * *"
}
