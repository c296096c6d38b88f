<?php

add_filter( 'cron_schedules', function ( $schedules ) {
    $schedules['two_weeks'] = array( 'interval' => 2 * WEEK_IN_SECONDS, 'display' => 'Two weeks' );
    return $schedules;
} );

wp_schedule_event( time(), 'twicedaily', 'acme_purge_log' );
wp_schedule_event( time(), 'two_weeks', 'acme_report' );
wp_schedule_event( time(), $recurrence, 'acme_any' );
wp_schedule_event( time(), 'fortnightly', 'acme_elsewhere' );
as_schedule_recurring_action( time(), DAY_IN_SECONDS, 'acme_daily' );
as_schedule_recurring_action( time(), $seconds, 'acme_open' );
as_schedule_cron_action( time(), '0 3 * * *', 'acme_cron' );
wp_schedule_event( time(), apply_filters( 'acme_schedule', 'daily' ), 'acme_filtered' );
wp_schedule_event( time(), $this->options->get( 'cleanup', 'weekly' ), 'acme_option' );
as_schedule_recurring_action( time(), apply_filters( 'acme_seconds', 2 * HOUR_IN_SECONDS ), 'acme_seconds' );
