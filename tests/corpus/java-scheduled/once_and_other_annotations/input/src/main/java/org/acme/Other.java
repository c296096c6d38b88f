import org.acme.springframework.scheduling.Nothing;

class Other {
    @Scheduled(cron = "0 0 3 * * *")
    void go() {
    }
}
