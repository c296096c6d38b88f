class harbour::params {
  $target = '/srv/dumps'
  $hour   = 6
}
