systemd::timer::job { 'x'
  interval => {'start' => 'OnCalendar',
