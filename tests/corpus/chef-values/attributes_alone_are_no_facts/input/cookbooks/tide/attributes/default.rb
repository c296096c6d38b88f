default['tide']['cron']['minute'] = '35'
default['tide']['schedule'] = '0 3 * * *'
