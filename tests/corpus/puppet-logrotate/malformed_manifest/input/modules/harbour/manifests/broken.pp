logrotate::rule {
