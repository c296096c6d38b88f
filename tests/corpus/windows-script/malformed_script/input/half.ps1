$t = New-ScheduledTaskTrigger -Daily -At "3a
<# never closed
schtasks /create `