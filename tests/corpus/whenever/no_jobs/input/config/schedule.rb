set :path, "/srv/app"

every 1.day do
  puts "nothing to run"
end
list.every(3) { rake "x" }
