{ config, lib, pkgs, ... }:
let
  when = "daily";
in
{
  systemd.timers."dump-cargo" = {
    wantedBy = [ "timers.target" ];
    timerConfig = {
      OnCalendar = [ "Mon..Fri 03:00" "Sun 05:00" ];
      Persistent = true;
    };
  };
  systemd.timers.tide.timerConfig.OnUnitActiveSec = "6h"; # every tide
  systemd.user.timers = { "a-b" = { timerConfig.OnCalendar = "*-*-* 0${toString 4}:00"; }; };
  services.borgbackup.jobs.cargo = {
    paths = "/srv/cargo";
    startAt = "weekly";
  };
  nix.gc = {
    automatic = true;
    dates = "03:15";
    options = "--delete-older-than 30d";
  };
  system.autoUpgrade.dates = "Sun 04:00";
  /* systemd.timers.off.timerConfig.OnCalendar = "hourly"; */
  # systemd.timers.off2.timerConfig.OnCalendar = "hourly";
  systemd.timers.named.timerConfig.OnCalendar = when;
  environment.etc.note.text = ''
    OnCalendar = "monthly";
  '';
}
