<?php

class Sweep extends ScheduledTask
{
    public static function getDefaultInterval(): int
    {
        return 3600;
    }
}
