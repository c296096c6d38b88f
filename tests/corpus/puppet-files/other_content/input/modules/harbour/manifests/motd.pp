class harbour::motd {
  file { '/etc/motd':
    content => "0 3 * * * root this is a table of nothing",
  }
  file { "/etc/cron.d/${name}":
    source => 'puppet:///modules/harbour/x',
  }
  file { 'relative':
    source => 'puppet:///modules/harbour/x',
  }
  file { '/srv/x':
    source => '/mnt/x',
  }
}
