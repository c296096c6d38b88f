module Ferries
  class Ferry < Chef::Resource
    def coerce_port(value)
      Chef::Log.fatal("FATAL: no port: #{value}") if value.empty?
      value
    end

    action :run do
      if new_resource.ship.nil? && new_resource.pier.nil?
        raise Chef::Exceptions::ValidationFailed, 'A ship or a pier is required for action :run'
      end
      raise(Chef::Exceptions::Package, "no #{new_resource.name}") unless installed?
    end
  end
end
