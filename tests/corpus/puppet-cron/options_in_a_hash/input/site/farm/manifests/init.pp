class farm {
  farm::run_and_repeat { 'count':
    command      => '/usr/local/bin/count',
    cron_options => { special => hourly },
  }

  farm::run_and_repeat { 'weigh':
    command      => '/usr/local/bin/weigh',
    cron_options => { hour => 3, minute => 15 },
  }

  farm::run_and_repeat { 'other':
    command      => '/usr/local/bin/other',
    cron_options => { hour => 3, environment => 'A=b' },
  }
}
