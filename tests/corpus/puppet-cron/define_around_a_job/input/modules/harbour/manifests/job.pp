define harbour::job (
  $command,
  $hour,
  $minute = '20',
  $weekday = undef,
) {
  cron { "harbour-${title}":
    command => "/usr/bin/chronic ${command}",
    hour    => $hour,
    minute  => $minute,
    weekday => $weekday,
  }
}
