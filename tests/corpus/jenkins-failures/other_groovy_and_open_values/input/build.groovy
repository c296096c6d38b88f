timeout(3)
retry(3)
input "x"
