package org.acme;

import org.springframework.scheduling.annotation.Scheduled;

class Jobs { @Scheduled(cron = "${a.b}") void go() {} }
