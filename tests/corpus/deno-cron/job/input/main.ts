Deno.cron("purge", "0 3 * * *", () => purge());
Deno.cron("sweep", "0 4 * * *", { signal }, sweep);
