package org.acme;

import org.springframework.scheduling.annotation.Scheduled;


class Jobs {
    @Scheduled(cron = "-")
    public void off() {
    }

    @Scheduled(cron = Scheduled.CRON_DISABLED)
    public void offToo() {
    }

    @Scheduled(cron = "#{@settings.cron}")
    public void computed() {
    }

    @Scheduled(cron = Elsewhere.CRON)
    public void elsewhere() {
    }

    @Scheduled(fixedRate = Elsewhere.RATE)
    public void rate() {
    }
}
