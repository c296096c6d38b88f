# cron { 'commented-out': command => 'x', hour => 3 }
class harbour::window {
  schedule { 'night':
    range  => '2 - 4',
    period => daily,
    repeat => 1,
  }
  service { 'cron':
    ensure => running,
  }
  package { 'cron': ensure => installed }
  clock::face { 'tower':
    hour   => 3,
    minute => 15,
  }
  harbour::report { 'x':
    schedule => 'weekly-window',
  }
}
