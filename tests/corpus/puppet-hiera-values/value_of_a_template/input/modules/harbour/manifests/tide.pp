class harbour::tide (
  $minute = '15',
  $hour   = undef,
) {
  $day = 7
  file { '/etc/cron.d/tide':
    content => template('harbour/tide.cron.erb'),
  }
}
