import { Cron, CronExpression, Interval } from '@nestjs/schedule';

@Injectable()
export class TasksService {
  @Cron('0 3 * * *')
  purge() {}

  @Cron('0 25 * * *')
  hour25() {}

  @Cron(CronExpression.EVERY_DAY_AT_TEATIME)
  noSuchName() {}

  @Cron()
  nothing() {}

  @Interval('word', 'often')
  word() {}

  @Cron('0 4 * *
