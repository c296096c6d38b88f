every(3).days.do(x)
