class farm {
  cron { 'count':
    command => '/usr/local/bin/count',
    minute  => 05,
    hour    => [00, 07],
  }
}
