<#
  New-ScheduledTaskTrigger -Daily -At 1am
#>
[string]$time = "03:15"
# $t = New-ScheduledTaskTrigger -Daily -At 2am
$daily = New-ScheduledTaskTrigger -Daily -At $time
$weekly = New-ScheduledTaskTrigger -Weekly `
  -DaysOfWeek Sunday,Wednesday -WeeksInterval 2 -At "4:30 am"
$often = New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 15)
$once = New-ScheduledTaskTrigger -Once -At '2026-05-01 08:00'
$boot = New-ScheduledTaskTrigger -AtStartup
$open = New-ScheduledTaskTrigger -Daily -At $someTime
$splatted = New-ScheduledTaskTrigger @options
$unfinished = New-ScheduledTaskTrigger -Daily
Register-ScheduledTask -TaskName 'Harbour dump' -Trigger $daily -Action $action
