default['harbour']['dump']['hour'] = '2'
override[:harbour][:dump][:hour] = 4
default['harbour']['target'] = '/srv/dumps'
default['harbour']['computed'] = node['cpu']['total'] * 2
default['harbour'][name] = 1
count = 1
