@echo off
rem schtasks /create /tn Off /tr x /sc daily
schtasks /create /tn "Clean logs" /tr C:\Harbour\clean.cmd /sc weekly /d SUN /st 05:00 /f
schtasks.exe /Create /TN Tide /TR "C:\Harbour\tide.exe --all" /SC MINUTE /MO 15
schtasks /create /tn Month /tr m.cmd ^
  /sc monthly /d 15 /st 04:30
schtasks /create /tn Day /tr d.cmd /sc daily /st %TIME%
schtasks /create /tn Boot /tr b.cmd /sc onstart
schtasks /create /tn Once /tr o.cmd /sc once /st 10:00
schtasks /create /tn Idle /tr i.cmd /sc onidle
schtasks /query /tn Tide
schtasks /run /tn Tide
