import org.quartz.Trigger;

class Triggers {
    void set(String cron) {
        this.setCronExpression(cron);
        simpleSchedule().withIntervalInMinutes(5).withRepeatCount(3);
        new CronTrigger(cron);
        from("direct:purge").to("x");
        cronSchedule();
    }
}
