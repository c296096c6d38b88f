<?php

use OCP\BackgroundJob\TimedJob;

class Expire extends TimedJob
{
    public function __construct()
    {
        $this->setInterval(24 * 3600);
    }
}
