systemd_unit 'sweep.timer' do
  content <<~UNIT
    [Timer]
    OnCalendar=Sun 05:00
  UNIT
  action [:create, :enable]
end

systemd_unit 'weigh.timer' do
  content({
    Unit: { Description: 'Weighs the cargo' },
    Timer: { OnCalendar: ['*-*-* 03:00', '*-*-* 15:00'], 'OnUnitActiveSec' => '1d', Persistent: true },
  })
  action [:create, :enable]
end

systemd_unit 'old.timer' do
  content "[Timer]\nOnCalendar=daily"
  action :delete
end

systemd_unit 'plain.service' do
  content 'Service' => { 'ExecStart' => '/bin/true' }
end

systemd_unit 'empty.timer' do
  content 'Install' => { 'WantedBy' => 'timers.target' }
end

logrotate_app 'cargo' do
  path '/var/log/cargo.log'
  frequency 'weekly'
  rotate 8
end

logrotate_app 'tide' do
  frequency node['harbour']['rotation']
end
