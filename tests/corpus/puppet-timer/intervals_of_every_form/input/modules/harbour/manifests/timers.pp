class harbour::timers (
  $when = { 'start' => 'OnCalendar', 'interval' => '*-*-* 05:00:00' },
  $ensure = 'absent',
) {
  systemd::timer::job { 'dump':
    ensure   => present,
    command  => '/usr/local/sbin/dump',
    user     => 'root',
    interval => {'start' => 'OnCalendar', 'interval' => '*-*-* 3:00:00'},
    splay    => 600,
  }
  systemd::timer::job { 'weigh':
    ensure   => absent,
    command  => '/usr/local/bin/weigh',
    interval => [
      {'start' => 'OnBootSec', 'interval' => '5min'},
      {'start' => 'OnUnitActiveSec', 'interval' => '6h'},
    ],
  }
  systemd::timer::job { 'given':
    ensure   => $ensure,
    command  => '/usr/local/bin/given',
    interval => $when,
  }
  harbour::periodic_job { 'sweep':
    command  => '/usr/local/bin/sweep',
    interval => "Mon *-*-* 06:${minute}",
  }
  systemd::timer_wrapper { 'lanterns':
    command     => '/usr/local/bin/lanterns',
    on_calendar => ['18:00', '06:00'],
  }
  systemd::timer_wrapper { 'warm-up':
    command     => '/usr/local/bin/warm-up',
    on_boot_sec => '2min',
  }
  systemd::manage_unit { 'moor.timer':
    timer_entry => { 'OnCalendar' => 'weekly', 'Persistent' => true },
  }
  systemd::timer::job { 'drawn':
    command  => '/usr/local/bin/drawn',
    interval => {'start' => 'OnCalendar', 'interval' => "*-*-* *:0/${fqdn_rand(60)}:00"},
  }
  systemd::timer::job { 'refused':
    command  => '/usr/local/bin/refused',
    interval => {'start' => 'OnCalendar', 'interval' => '1h'},
  }
}
