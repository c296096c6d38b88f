cron 'half do
  hour '3
