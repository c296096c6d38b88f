<?php

use Illuminate\Console\Scheduling\Schedule;

class Kernel
{
    protected function schedule(Schedule $schedule): void
    {
        // $schedule->command('inspire')->hourly();
        $this->orders->schedule->command('ship')->daily();
        $calendar->daily();
        $schedule->useCache('redis');
    }
}
