{ systemd.timers.x = { timerConfig = { OnCalendar = "daily
