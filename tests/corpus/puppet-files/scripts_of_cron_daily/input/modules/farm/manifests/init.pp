class farm {
  file { '/etc/cron.daily/count':
    ensure  => file,
    mode    => '0755',
    content => "#!/bin/sh\nexec /usr/local/bin/count\n",
  }
  file { '/etc/cron.weekly/weigh':
    ensure => link,
    target => '/usr/local/bin/weigh',
  }
  file { '/etc/cron.daily/old':
    ensure => absent,
  }
  file { '/etc/cron.hourly/gone':
    ensure => absent,
    source => 'puppet:///modules/farm/gone',
  }
  file { '/usr/local/bin/other':
    ensure => link,
    target => '/opt/other',
  }
}
