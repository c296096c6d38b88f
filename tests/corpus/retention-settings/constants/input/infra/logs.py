group = cloudwatch.LogGroup(
    "orders",
    retention_in_days=365,
    name="orders",
)
