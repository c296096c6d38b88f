class harbour::tide (
  $minute = '15',
  $hour,
) {
  file { '/etc/cron.d/tide':
    content => template('harbour/tide.cron.erb'),
  }
}
