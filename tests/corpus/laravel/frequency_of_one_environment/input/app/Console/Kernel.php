<?php

use Illuminate\Console\Scheduling\Schedule;

class Kernel
{
    protected function schedule(Schedule $schedule)
    {
        $schedule->command('orders:export')->cron(app()->isProduction() ? '0 3 * * *' : '*/5 * * * *');
        $schedule->command('orders:close')->cron($own ?: '0 4 * * 1');
    }
}
