define farm::run_and_repeat($command, $cron_options = {}) {
  cron { $title:
    command => $command,
    *       => $cron_options,
  }
}
