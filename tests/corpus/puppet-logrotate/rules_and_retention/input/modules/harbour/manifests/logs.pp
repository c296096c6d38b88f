class harbour::logs ($frequency = 'weekly') {
  logrotate::rule { 'cargo':
    path         => '/var/log/cargo.log',
    rotate_every => 'day',
    rotate       => 14,
    maxage       => 30,
  }
  logrotate::rule { 'tide':
    file_glob => '/var/log/tide/*.log',
    frequency => $frequency,
    rotate    => $kept,
  }
  logrotate::rule { 'old':
    ensure       => absent,
    path         => '/var/log/old.log',
    rotate_every => 'week',
    rotate_every_weekday => 3,
  }
}
