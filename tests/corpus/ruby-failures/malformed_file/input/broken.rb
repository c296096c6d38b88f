def f
  if bad
    abort "bad
