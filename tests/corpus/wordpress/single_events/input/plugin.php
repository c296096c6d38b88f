<?php

// wp_schedule_event( time(), 'daily', 'acme_old' );
wp_schedule_single_event( time() + 60, 'acme_once' );
$this->wp_schedule_event( time(), 'daily', 'not_the_function' );
wp_schedule_event( time() );
