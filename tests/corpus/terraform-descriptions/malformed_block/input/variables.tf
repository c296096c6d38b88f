variable {
  description = "Which one?"
}

variable "open" {
  description = "Never closed
