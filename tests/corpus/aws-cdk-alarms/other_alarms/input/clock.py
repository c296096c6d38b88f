"""Alarms of a clock; no aws_cdk."""
alarm = clock.Alarm(7)
alarm()()
x.Alarm(self, "Morning", hour=7)
