import software.amazon.awscdk.services.events.*;

public class Jobs {
    void build() {
        Rule.Builder.create(this, "Nightly")
            .schedule(Schedule.cron(CronOptions.builder().minute("0").hour("4").build()))
            .build();
        Schedule every = Schedule.rate(Duration.hours(2));
    }
}
