default['tide']['hour'] = '4'
default['tide']['minute'] = ['35'
default['tide'] =
default[] = '5'
