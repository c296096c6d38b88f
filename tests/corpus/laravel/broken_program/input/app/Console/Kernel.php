<?php

use Illuminate\Console\Scheduling\Schedule;
class Kernel { function schedule(Schedule $schedule) { $schedule->command(
