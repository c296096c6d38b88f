// retention: logs.RetentionDays.ONE_DAY,
new logs.LogGroup(this, 'Api', { retention: logs.RetentionDays.SIX_MONTHS });
new logs.LogGroup(this, 'Old', { retention: logs.RetentionDays.INFINITE });
