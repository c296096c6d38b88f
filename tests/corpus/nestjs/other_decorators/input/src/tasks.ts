import { SchedulerRegistry } from '@nestjs/schedule';
import { Cron } from './own';

class A {
  @Cron('0 3 * * *')
  go() {}

  // @Interval(5)
}
