<?php

use Symfony\Component\Scheduler\RecurringMessage;

return (new Schedule())->add(
    RecurringMessage::cron('0 3 * * *', new CleanUp()),
    RecurringMessage::cron('0 25 * * *', new Hour25()),
    RecurringMessage::cron(null, new Nothing()),
    RecurringMessage::every('now and then', new Words()),
    RecurringMessage::every([], new Collection()),
    RecurringMessage::cron(),
    RecurringMessage::cron('0 4 * *
