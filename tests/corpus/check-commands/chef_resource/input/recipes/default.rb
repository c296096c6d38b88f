nrpe_check "check_swap" do
  command "#{plugins}/check_swap -w 30% -c 10%"
  action :add
end

nrpe_check "load" do
  command "/usr/lib/nagios/plugins/check_load -w 8,6,4 -c #{high},9,8"
end
# command "check_users -w 5 -c 10"
