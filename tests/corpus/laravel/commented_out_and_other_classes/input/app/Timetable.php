<?php

use App\Trains\Schedule;
use Illuminate\Support\Facades\Cache;

Schedule::command('train')->daily();
