BEGIN
  DBMS_SCHEDULER.create_job(job_name => 'ONCE', repeat_interval => NULL);
  DBMS_SCHEDULER.create_job(job_name => 'NAMED', schedule_name => 'X');
  -- DBMS_SCHEDULER.create_job(job_name => 'OLD', repeat_interval => 'FREQ=DAILY');
END;
