"""Classic monitoring: Nagios and its kin, Monit, Zabbix, Netdata, and the limits that daemons watch by themselves."""
