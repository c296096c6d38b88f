# Crono.perform(SweepJob).every 1.day
list.every 3
