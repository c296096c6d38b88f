require "clockwork"

module Clockwork
  every(1.day, "sweep", at: "03:00")
  every(1.day, "hour 25", at: "25:00")
  every("daily", "a word where a length of time belongs")
  every()
  every(1.day, "nil", at: nil)
  every(1.hour, "cut off", at: "**:3
