<?php

use Symfony\Component\Scheduler\Attribute\AsCronTask;
use Symfony\Component\Scheduler\Attribute\AsPeriodicTask;

#[AsCronTask('0 3 * * *', timezone: 'Europe/Berlin')]
final class Purge
{
    #[AsPeriodicTask(frequency: '1 day', jitter: 60)]
    public function sweep(): void
    {
    }

    #[AsPeriodicTask(3600)]
    public function poll(): void
    {
    }

    #[AsPeriodicTask('86400')]
    public function mail(): void
    {
    }
}
