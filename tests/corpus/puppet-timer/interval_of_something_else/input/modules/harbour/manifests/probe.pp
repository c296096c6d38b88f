class harbour::probe {
  monitoring::check { 'tide':
    check_command => 'check_tide',
    interval      => 5,
  }
  harbour::collector { 'tide':
    command  => '/usr/local/bin/collect',
    interval => '90 knots',
  }
  harbour::collector { 'noted':
    interval => 'daily',
  }
  systemd::timer { 'number':
    interval => 30,
  }
}
