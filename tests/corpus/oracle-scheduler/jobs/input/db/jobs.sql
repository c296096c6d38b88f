BEGIN
  DBMS_SCHEDULER.create_job(job_name => 'PURGE', job_type => 'PLSQL_BLOCK', job_action => 'BEGIN purge; END;',
    repeat_interval => 'freq=daily; byhour=3; byminute=0', enabled => TRUE);
  dbms_scheduler.create_job(job_name => 'LATER', repeat_interval => 'FREQ=WEEKLY;BYDAY=MON,FRI');
  DBMS_SCHEDULER.create_job(job_name => 'ON_NOW', repeat_interval => 'FREQ=HOURLY;INTERVAL=2');
  DBMS_SCHEDULER.enable('ON_NOW');
  DBMS_SCHEDULER.create_job(job_name => 'OPEN', repeat_interval => 'SYSDATE + 1', enabled => TRUE);
  DBMS_SCHEDULER.create_schedule(schedule_name => 'HOLIDAYS', repeat_interval => 'FREQ=YEARLY;BYDATE=1225');
END;
