# Dumps the harbour's database.
class harbour::backup (
  Integer $hour     = 3,
  $minute           = fqdn_rand(60),
  String $ensure    = 'present',
  $weekday          = undef,
  $script           = lookup('harbour::script', { default_value => '/usr/local/sbin/dump' }),
) {
  $month = '*/3'
  if $facts['os']['family'] == 'Debian' {
    $day = 1
  } else {
    $day = 2
  }
  cron { 'dump':
    ensure  => $ensure,
    command => "${script} --to ${harbour::params::target}",
    hour    => $hour,
    minute  => $minute,
  }
  cron { 'quarterly-audit':
    command  => '/usr/local/sbin/audit',
    minute   => 5,
    hour     => $harbour::params::hour,
    monthday => 1,
    month    => $month,
  }
  cron { 'either-day':
    command  => 'true',
    minute   => 0,
    hour     => 0,
    monthday => $day,
  }
  cron { 'from-elsewhere':
    command => 'true',
    minute  => 0,
    hour    => hiera('harbour::hour_of_night', 5),
  }
}
