DISK_THRESHOLD = 80
if disk_usage > 90:
    alert("full"
