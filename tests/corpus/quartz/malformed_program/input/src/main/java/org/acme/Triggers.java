import org.quartz.CronScheduleBuilder;

class Triggers {
    void build() {
        newTrigger().withIdentity("purge").withSchedule(cronSchedule("0 0 3 * * ?")).build();
        newTrigger().withIdentity("bothDays").withSchedule(cronSchedule("0 0 3 * * *")).build();
        newTrigger().withIdentity("hour25").withSchedule(dailyAtHourAndMinute(25, 0)).build();
        newTrigger().withIdentity("word").withSchedule(repeatHourlyForever("two")).build();
        newTrigger().withIdentity("nothing").withSchedule(cronSchedule()).build();
        newTrigger().withIdentity("cutOff").withSchedule(cronSchedule("0 0 4 *
