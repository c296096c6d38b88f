Get-ScheduledTask | Where-Object { $_.State -eq 'Ready' }
schtasks /query /fo csv
Write-Host "TaskTrigger"
