<?php

class Purge extends ScheduledTask
{
    public static function getDefaultInterval(): int
    {
        return 'daily';
    }
}
