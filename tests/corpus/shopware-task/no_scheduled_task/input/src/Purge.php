<?php

class Purge extends Timer
{
    public static function getDefaultInterval(): int
    {
        return 60;
    }

    public static function other(): int
    {
        return 1;
    }
}
