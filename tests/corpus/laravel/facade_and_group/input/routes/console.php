<?php

use Illuminate\Support\Facades\Artisan;
use Illuminate\Support\Facades\Schedule;

Artisan::command('greet', function () {
    $this->comment('hello');
})->purpose('Say hello')->hourly();

Schedule::daily()->onOneServer()->timezone('UTC')->group(function () {
    Schedule::command('cache:prune');
    Schedule::command('cache:warm')->at('5:15');
});
