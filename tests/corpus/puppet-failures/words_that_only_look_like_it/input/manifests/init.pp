class quay {
  # fail('commented out')
  notify { 'fail("in a text")': }
  warning('fail()')
  quay::fail('another function')
  $hash = { 'fail' => 'fast' }
  fail()
}
