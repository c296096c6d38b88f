class harbour {
  Cron { user => 'harbour' }

  cron { 'tide-table':
    command => '/usr/local/bin/tide --table',
    hour    => '*/6',
  }

  cron { 'count-crates':
    command => "/usr/local/bin/crates > /dev/null",
    minute  => [0, 30],
    hour    => 4,
    weekday => ['Monday', 'Friday'],
  }

  cron {
    default:
      user => 'root';
    'sweep':
      command => '/usr/local/bin/sweep',
      special => 'daily';
    'wake':
      command => '/usr/local/bin/wake',
      special => reboot;
  }

  cron { ['old-sweep', 'older-sweep']:
    ensure => absent,
  }
}
