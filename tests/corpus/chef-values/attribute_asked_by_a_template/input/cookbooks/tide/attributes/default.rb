default['tide']['minute'] = '35'
