# raise Chef::Exceptions::ValidationFailed, 'commented out'
def load
  Chef::Log.warn('slow') if slow?
  raise ArgumentError, 'somebody may rescue it' if empty?
rescue Chef::Exceptions::Package
  raise Chef::Exceptions::Package
end
