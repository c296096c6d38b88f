resource "tls_self_signed_cert" "a" {
  validity_period_hours = 
  early_renewal_hours = [1,
