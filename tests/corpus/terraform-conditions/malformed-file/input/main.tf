variable "broken" {
  validation {
    condition     = = var.broken >
    error_message = {
