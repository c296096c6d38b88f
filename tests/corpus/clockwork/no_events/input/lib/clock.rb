# clockwork
class Clock
  every(3)
  list.every(1.day, "x")
end
