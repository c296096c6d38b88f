template '/etc/cron.d/tide' do
  source 'tide_cron.erb'
end
cookbook_file '/usr/local/bin/tide' do
  mode '0755'
end
template 'motd' do
  path '/etc/cron.d/ebb'
end
template node['x'] do
  source 'x.erb'
end
