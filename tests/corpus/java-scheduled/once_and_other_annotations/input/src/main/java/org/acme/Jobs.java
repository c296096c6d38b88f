package org.acme;

import org.springframework.scheduling.annotation.Scheduled;


class Jobs {
    // @Scheduled(cron = "0 0 3 * * *")
    @Scheduled(initialDelay = 5000)
    public void atStart() {
        timer.Scheduled("0 0 3 * * *");
    }
}
