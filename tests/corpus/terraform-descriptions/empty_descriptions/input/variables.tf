variable "a" {
  description = ""
}
variable "b" {
  description = "TODO"
}
variable "c" {
  # description = "Commented out."
}
output "d" {
  description = "   "
  value       = 1
}
