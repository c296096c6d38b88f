default['harbour']['minute'] = 12
