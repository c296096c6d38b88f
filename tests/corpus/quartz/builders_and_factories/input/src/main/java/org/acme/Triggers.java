import org.quartz.CronScheduleBuilder;
import org.springframework.scheduling.support.CronTrigger;

class Triggers {
    void build() {
        newTrigger().withIdentity("purge").withSchedule(
            CronScheduleBuilder.cronSchedule("0 0 3 * * ?").inTimeZone(TimeZone.getTimeZone("UTC"))).build();
        newTrigger().withSchedule(dailyAtHourAndMinute(3, 0)).forJob("daily").build();
        newTrigger().withSchedule(weeklyOnDayAndHourAndMinute(DateBuilder.MONDAY, 3, 0)).build();
        newTrigger().withSchedule(monthlyOnDayAndHourAndMinute(1, 3, hour)).build();
        newTrigger().withSchedule(simpleSchedule().withIntervalInMinutes(5).repeatForever()).build();
        newTrigger().withSchedule(repeatHourlyForever(2)).build();
        newTrigger().withSchedule(repeatHourlyForever(hours)).build();
        newTrigger().withSchedule(cronSchedule(Settings.CRON)).build();
        factory.setCronExpression("${purge.cron:0 0 4 * * ?}");
        scheduler.schedule(job, new CronTrigger("0 0 5 * * *", TimeZone.getTimeZone(zone)));
        from("quartz://purge?cron=0+0+6+*+*+?").to("bean:purge");
    }
}
