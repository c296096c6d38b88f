BEGIN
  DBMS_SCHEDULER.create_job(job_name => 'PURGE', job_type => 'PLSQL_BLOCK', job_action => 'BEGIN purge; END;',
    repeat_interval => 'FREQ=DAILY;BYHOUR=3', enabled => TRUE);
  DBMS_SCHEDULER.create_job(job_name => 'NO_SUCH_FREQ', repeat_interval => 'FREQ=FORTNIGHTLY', enabled => TRUE);
  DBMS_SCHEDULER.create_job(job_name => 'HOUR_25', repeat_interval => 'FREQ=DAILY;BYHOUR=25', enabled => TRUE);
  DBMS_SCHEDULER.create_job(job_name => 'NOTHING', repeat_interval => NULL, enabled => TRUE);
  DBMS_SCHEDULER.create_job(repeat_interval => '');
  DBMS_SCHEDULER.create_job(job_name => 'CUT_OFF', repeat_interval => 'FREQ=DAI
