# @summary fail('in a comment')
class harbour (
  String $ensure,
  Optional[Integer] $port = undef,
) {
  if $ensure == 'present' and !$port {
    fail("no port for ${title}")
  } elsif $port =~ /^0/ {
    fail('a port begins with 0')
  } else {
    unless $facts['os']['family'] {
      fail('no family')
    }
  }
  case $facts['os']['name'] {
    'Debian', 'Ubuntu': { $package = 'harbour' }
    'Darwin': { fail('not on a desk') }
    default: {
      if $port {
        fail("${facts['os']['name']} is not known")
      }
    }
  }
  $unit = $ensure ? {
    'present' => 'harbour.service',
    default   => fail("Illegal value ${ensure}"),
  }
}

define harbour::old {
  fail("harbour::old is gone, use harbour")
}
