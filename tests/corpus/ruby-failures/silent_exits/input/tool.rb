exit
exit 0
exit false
exit(code)
# abort "commented out"
if ARGV.empty?
  puts "too few words"
  exit 1
end
def usage
  exit 1
end
puts parser
exit 1
request.abort
abort
