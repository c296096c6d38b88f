import os
from datetime import timedelta

AUDIT_LOG_RETENTION = timedelta(days=400)
UPLOAD_RETENTION_DAYS = int(os.environ.get("UPLOAD_RETENTION_DAYS", 30))
SESSION_RETENTION_DAYS = compute_days()
retention_days = 3
