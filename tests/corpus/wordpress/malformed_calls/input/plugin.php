<?php

wp_schedule_event( time(), 'daily', 'acme_purge_log' );
wp_schedule_event( time(), '', 'acme_empty' );
wp_schedule_event( time(), 24, 'acme_number' );
wp_schedule_event( time(), array( 'daily' ), 'acme_list' );
wp_schedule_event( time() );
as_schedule_recurring_action( time(), 'daily', 'acme_word' );
as_schedule_cron_action( time(), '0 25 * * *', 'acme_hour_25' );
as_schedule_cron_action( time(), '0 3 * *
