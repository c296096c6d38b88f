<?php

use Illuminate\Console\Scheduling\Schedule;

class Kernel extends ConsoleKernel
{
    protected function schedule(Schedule $schedule): void
    {
        $schedule->command('report:mail')->cron(config('report.cron', '0 6 1 * *'));
        $schedule->command('report:sync')->dailyAt(env('SYNC_AT'))->when(fn () => true);
        $schedule->command('report:any')->{$this->frequency()}()->skip(fn () => false);
        $schedule->command('report:named')->$frequency()->unlessBetween('1:00', '2:00');
        $schedule->command('report:odd')->dailyAt('noon');
        $schedule->command('report:none');
        if (config('report.weekly')) {
            $schedule->call('App\Reports@weekly')->sundays()->weekly()->timezone($zone);
        }
        foreach ($shops as $shop) {
            $schedule->command("shop:close $shop")->daily();
        }
        $schedule->command('report:cut')->cron('0 3 * *')->weekdays();
        $schedule->command('report:late')->days()->daily();
    }
}
