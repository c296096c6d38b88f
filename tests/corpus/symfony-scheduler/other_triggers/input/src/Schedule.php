<?php

use Symfony\Component\Scheduler\RecurringMessage;

$schedule->add(RecurringMessage::trigger($trigger, new Poll()));
Every::every('day');
#[AsCronTask]
class Nothing
{
}
