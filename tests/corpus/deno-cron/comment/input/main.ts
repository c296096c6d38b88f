// Deno.cron("purge", "0 3 * * *", purge);
/* other.Deno.cron("x") */ my.cron("a", "0 3 * * *"); Deno.cron();
