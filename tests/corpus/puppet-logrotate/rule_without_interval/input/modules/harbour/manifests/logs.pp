class harbour::logs {
  include logrotate
  logrotate::conf { 'cargo':
    source => 'puppet:///modules/harbour/cargo.logrotate',
  }
  # logrotate::rule { 'off': rotate_every => 'day' }
}
