# see django_q
Schedule.objects.create(schedule_type="D")
