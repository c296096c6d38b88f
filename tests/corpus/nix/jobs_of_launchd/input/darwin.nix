{ pkgs, ... }:
{
  launchd.daemons.sweep = {
    script = "exec /run/sweep";
    serviceConfig = {
      StartCalendarInterval = [
        {
          Hour = 2;
          Minute = 30;
        }
        {
          Hour = 14;
          Minute = 30;
        }
      ];
      StandardErrorPath = "/var/log/sweep.log";
    };
  };
  launchd.user.agents."mail-sync".serviceConfig.StartInterval = 5 * 60;
  launchd.user.agents.open.serviceConfig.StartInterval = cfg.interval;
  launchd.agents.weigh.config.StartCalendarInterval.Weekday = 0;
  nix.gc = {
    automatic = true;
    interval = {
      Weekday = 6;
      Hour = 3;
      Minute = 15;
    };
  };
}
