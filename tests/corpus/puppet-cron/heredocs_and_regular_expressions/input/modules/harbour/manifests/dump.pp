class harbour::dump (
  Pattern[/\.dump$/] $target = '/srv/cargo.dump',
) {
  include ::harbour::params
  class { 'harbour::mail':
    hour => 3,
  }
  if $facts['os']['name'] =~ /(?i:debian)/ {
    cron { 'dump':
      command => @("CMD"/L),
        /usr/local/sbin/dump \
          --to ${target}
        | CMD
      hour    => 4,
      minute  => 10,
    }
  }
  case $facts['networking']['hostname'] {
    /^pier/: { cron { 'pier': command => @(ONE), minute => 0, hour => 6 }
      /usr/local/bin/pier
      | ONE
    }
    default: { }
  }
  notice(@(NEVER))
  closed by nothing
}
