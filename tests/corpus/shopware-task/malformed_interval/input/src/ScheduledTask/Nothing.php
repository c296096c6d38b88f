<?php

class Nothing extends ScheduledTask
{
    public static function getDefaultInterval(): int
    {
        return;
    }
}
