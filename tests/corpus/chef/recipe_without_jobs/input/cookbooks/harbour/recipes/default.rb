package 'cron'
service 'cron' do
  action :start
end
cron = node['cron']
cron.hour 3
cron_d
logrotate_app('x')
