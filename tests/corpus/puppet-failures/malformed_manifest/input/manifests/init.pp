class pier {
  if $a {
    fail('no pier'
  }
  fail(
