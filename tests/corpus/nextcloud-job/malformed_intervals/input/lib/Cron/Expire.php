<?php

use OCP\BackgroundJob\TimedJob;

class Expire extends TimedJob
{
    public function __construct()
    {
        $this->setInterval(24 * 3600);
    }
}

class Words extends TimedJob
{
    public function __construct()
    {
        $this->setInterval('daily');
    }
}

class Nothing extends TimedJob
{
    public function __construct()
    {
        $this->setInterval();
    }
}

class CutOff extends TimedJob
{
    public function __construct()
    {
        $this->setInterval(12 *
