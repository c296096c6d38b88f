class harbour::files ($hour = 4) {
  file { '/usr/local/sbin/dump':
    source => 'puppet:///modules/harbour/dump.sh',
  }
  file { '/etc/cron.d/tide':
    content => template("${module_name}/tide.erb"),
  }
  file { '/etc/cron.d/inline':
    ensure  => file,
    content => "# harbour\n17 ${hour} * * * root /usr/local/sbin/dump\n",
  }
  file { 'table of old':
    ensure  => absent,
    path    => '/etc/cron.d/old',
    content => '5 5 * * 1 root /usr/local/sbin/old
',
  }
  systemd::timer { 'sweep.timer':
    timer_content   => "[Timer]
OnCalendar=Sun 05:00
",
    service_content => "[Service]
ExecStart=/usr/local/bin/sweep
",
  }
  systemd::unit_file { 'weigh.service':
    content => "[Service]\nExecStart=/usr/local/bin/weigh\n",
  }
  systemd::unit_file { 'weigh.timer':
    content => "[Timer]\nOnUnitActiveSec=1d\nOnBootSec=1min\n",
  }
}
