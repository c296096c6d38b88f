variable "poll" {
  default = "0 0 * * *"
}
