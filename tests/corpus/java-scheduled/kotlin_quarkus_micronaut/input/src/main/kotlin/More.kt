import io.micronaut.scheduling.annotation.Scheduled

class More {
    companion object {
        const val NIGHT = "30 2 * * *"
    }

    @Scheduled(cron = NIGHT)
    fun night() {
    }

    @Scheduled(fixedDelay = "12h", initialDelay = "1m")
    fun half() {
    }
}
