class harbour::monitoring (
  $queue_critical = 50,
) {
  nrpe::monitor_service { 'bird':
    description  => 'routing daemon',
    nrpe_command => '/usr/lib/nagios/plugins/check_procs -c 1:1 -C bird',
    notes_url    => 'https://wiki.harbour.example/bird',
  }
  @@icinga::check::graphite { 'queue':
    target   => 'stats.queue.length',
    warning  => 30,
    critical => $queue_critical,
  }
  monitoring::check_prometheus { 'free-space':
    query    => 'node_filesystem_avail_bytes',
    warning  => 20,
    critical => 10,
  }
  @@icinga::check { 'web':
    check_command       => 'check_nrpe!check_web',
    service_description => 'web is up',
  }
  nagios_service { 'gone':
    ensure        => absent,
    check_command => 'check_ping!100,20%!500,60%',
  }
  monitoring::service { 'asks':
    description   => 'disk of a port',
    check_command => "check_by_ssh!/opt/check_disk -w ${disk_warning}% -c 5% -p /",
  }
}
