package shop;

import org.springframework.scheduling.annotation.Scheduled;

public class Cache {
    @Scheduled(cron = "${cache.refresh.cron}")
    public void refresh() {
    }
}
