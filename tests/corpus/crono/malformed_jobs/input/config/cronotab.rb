Crono.perform(SweepJob).every 1.day, at: {hour: 3, min: 30}
Crono.perform(Hour25Job).every 1.day, at: {hour: 25}
Crono.perform(WordJob).every 1.day, at: "noonish"
Crono.perform(DayJob).every 1.week, on: :caturday
Crono.perform(EmptyJob).every
Crono.perform(CutOffJob).every 1.day, at: {hour: 
