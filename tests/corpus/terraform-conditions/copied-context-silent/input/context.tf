# Copied from github.com/cloudposse/terraform-null-label
variable "id_length_limit" {
  validation {
    condition     = var.id_length_limit == null ? true : var.id_length_limit >= 6
    error_message = "The id_length_limit must be >= 6."
  }
}
