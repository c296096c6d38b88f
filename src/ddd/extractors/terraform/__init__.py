"""Terraform, OpenTofu and Terragrunt: resources that recur, what modules are given, and the values both name."""
