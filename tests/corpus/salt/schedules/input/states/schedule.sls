report:
  schedule.present:
    - function: state.sls
    - job_args:
      - report
    - days: 1
gone:
  schedule.absent: []
paused:
  schedule.disabled:
    - function: state.sls
    - seconds: 3600
