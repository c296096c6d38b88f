<?php

// TimedJob is another class
class Poll extends Widget
{
    public function __construct()
    {
        $this->setInterval(60);
        $timer->setInterval(60);
    }
}
