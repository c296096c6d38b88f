package org.acme;

import org.springframework.scheduling.annotation.Scheduled;


class Jobs {
    static final String NIGHT = "0 0 3 * * *";

    @Scheduled(cron = NIGHT, zone = "Europe/Paris")
    public void purge() {
    }

    @Scheduled(fixedRate = 5, timeUnit = TimeUnit.MINUTES)
    public void poll() {
    }

    @Scheduled(fixedDelay = 6 * 60 * 60 * 1000L)
    public void sweep() {
    }

    @Scheduled(fixedDelayString = "PT1H")
    public void mail() {
    }

    @Schedules({@Scheduled(fixedRateString = "60000"), @Scheduled(cron = "0 0 1 * * MON")})
    public void twice() {
    }

    @Scheduled(cron = "0 3 * * *")
    public void fiveFields() {
    }
}
