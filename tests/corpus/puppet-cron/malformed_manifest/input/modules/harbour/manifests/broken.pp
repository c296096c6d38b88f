class harbour::broken {
  cron { 'half
    command => '/bin/true'
    hour => => 3
