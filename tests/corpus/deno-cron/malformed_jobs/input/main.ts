Deno.cron("purge", "0 3 * * *", () => purge());
Deno.cron("hour 25", "0 25 * * *", () => purge());
Deno.cron("number", 5, () => purge());
Deno.cron();
Deno.cron("cut off", "0 4 * *
