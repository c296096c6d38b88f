{
  systemd.timers.warm-up.timerConfig = { OnBootSec = "5min"; };
}
