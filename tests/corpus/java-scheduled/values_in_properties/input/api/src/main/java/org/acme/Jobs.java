package org.acme;

import org.springframework.scheduling.annotation.Scheduled;


class Jobs {
    @Scheduled(cron = "${acme.purge-cron}")
    public void purge() {
    }

    @Scheduled(cron = "${acme.report.cron:0 0 6 * * MON}", zone = "${acme.zone}")
    public void report() {
    }

    @Scheduled(fixedDelayString = "${acme.poll-delay:60000}")
    public void poll() {
    }

    @Scheduled(cron = "${acme.nowhere}")
    public void open() {
    }
}
