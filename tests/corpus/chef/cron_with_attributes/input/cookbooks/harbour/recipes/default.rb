# cron 'commented-out' do hour '1' end
cron 'dump-cargo' do
  minute '15'
  hour node['harbour']['dump']['hour']
  weekday %w(mon fri).join(',')
  command "/usr/local/sbin/dump --to #{node['harbour']['target']}"
  user 'root'
  action :create
end

cron_d 'sweep' do
  time :daily
  command '/usr/local/bin/sweep'
end

cron 'old' do
  hour 3
  command '/usr/local/bin/old'
  action :delete
end

cron 'unknown' do
  minute node['harbour']['missing'].to_s
  hour nil
  day new_resource.day
  command '/usr/local/bin/unknown'
  action :delete if node['x']
end
