<?php

use Symfony\Component\Scheduler\RecurringMessage;

return (new Schedule())->add(
    RecurringMessage::cron('#daily', new CleanUp()),
    RecurringMessage::cron('# 4 * * 1', new Weekly(), new \DateTimeZone('UTC')),
    RecurringMessage::every('10 minutes', new Poll(1)),
    RecurringMessage::every($frequency, new Other()),
    RecurringMessage::cron('0 4 * *', new Short()),
);
