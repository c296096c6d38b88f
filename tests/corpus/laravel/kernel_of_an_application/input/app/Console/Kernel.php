<?php

use Illuminate\Console\Scheduling\Schedule;

class Kernel extends ConsoleKernel
{
    private const NIGHT = '02:30';

    protected function schedule(Schedule $schedule): void
    {
        $schedule->command('ledger:close --strict')->weekdays()->dailyAt('3:00')->timezone('Europe/Paris');
        $schedule->command(PruneUploads::class, ['--days' => 30])
            ->environments(['production', 'staging'])
            ->at(self::NIGHT);
        $schedule->job(new SendDigest('weekly'))->weeklyOn([1, 4], '8:00');
        $schedule->call(function () {
            DB::table('tokens')->delete();
        })->name('drop tokens')->everyFiveMinutes()->between('7:00', '22:00');
        $schedule->exec('node scripts/report.js')->twiceDaily(1, 13);
        $schedule->call([Ledger::class, 'audit'])->days([Schedule::MONDAY, 4])->hourly();
        $schedule->command('stats:freeze')->quarterlyOn(4, '14:00');
        $schedule->command('stats:freeze --year')->yearlyOn(6, 1, '17:00');
        $schedule->command('month:close')->lastDayOfMonth('23:30');
        $schedule->command('month:half')->twiceMonthly(1, 16, '13:00');
        $schedule->command('poll:fast')->everyThirtySeconds();
        $schedule->command('poll:quarters')->hourlyAt([15, 45]);
        $schedule->command('odd:hours')->everyOddHour(10);
        $schedule->command('day:list')->daysOfMonth(1, 10);
        $later = $schedule->command('later:on');
        $later->monthlyOn(4, '15:00');
        $later->timezone('UTC');
    }
}
