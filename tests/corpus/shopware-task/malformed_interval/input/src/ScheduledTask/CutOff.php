<?php

class CutOff extends ScheduledTask
{
    public static function getDefaultInterval(): int
    {
        return 24 *
