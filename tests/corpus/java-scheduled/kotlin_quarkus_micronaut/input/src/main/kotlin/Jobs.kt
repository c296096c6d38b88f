import io.quarkus.scheduler.Scheduled

class Jobs {
    @Scheduled(every = "10m")
    fun poll() {
    }

    @Scheduled(cron = "{purge.cron:0 0 3 * * ?}", identity = "purge")
    fun purge() {
    }

    @Scheduled(every = "off")
    fun never() {
    }
}
