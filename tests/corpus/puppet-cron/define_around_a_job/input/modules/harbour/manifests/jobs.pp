class harbour::jobs (
  Boolean $active = true,
) {
  $present = bool2str($active, 'present', 'absent')
  harbour::job { 'weigh':
    ensure  => $present,
    command => '/usr/local/bin/weigh',
    hour    => 4,
  }
  other::thing { 'paint':
    paint_command => '/usr/local/bin/paint',
    weekday       => 0,
  }
  create_resources('cron', {
    'lanterns' => { 'command' => '/usr/local/bin/lanterns', 'hour' => 18, 'minute' => 0 },
  })
  create_resources('cron', $active)
  harbour::report { 'monthly':
    cron_schedule => '0 7 1 * *',
    schedule      => 'weekly-window',
  }
  cron::daily { 'moor':
    command => '/usr/local/bin/moor',
    hour    => 1,
  }
  cron::job::multiple { 'pumps':
    jobs => [
      { command => '/usr/local/bin/pump a', minute => 0, hour => 1 },
      { command => '/usr/local/bin/pump b', minute => 30, hour => 1 },
    ],
  }
  cron { 'splat':
    * => $options,
  }
}
