"""Programs in Ruby: the schedulers of Ruby and Rails, in code and in their YAML files."""
