import { Cron, CronExpression, Interval, Timeout } from '@nestjs/schedule';

const HOURLY = CronExpression.EVERY_HOUR;

@Injectable()
export class TasksService {
  @Cron(CronExpression.EVERY_DAY_AT_3AM, { name: 'purge', timeZone: 'UTC', disabled: true })
  async purge() {}

  @Cron('0 */5 * * * *')
  @Traced()
  poll() {}

  @Cron(CronExpression.MONDAY_TO_FRIDAY_AT_09_30AM)
  workdays() {}

  @Cron(HOURLY, { disabled: !settings.on })
  hourly() {}

  @Cron(CronExpression.EVERY_7_HOURS)
  seven() {}

  @Cron(settings.cron)
  open() {}

  @Interval('sync', 10 * 60 * 1000)
  sync() {}

  @Interval(settings.every)
  openInterval() {}

  @Timeout(5000)
  once() {}
}
