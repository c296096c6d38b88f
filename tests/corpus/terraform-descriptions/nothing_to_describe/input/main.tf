locals {
  variable = "output"
}
