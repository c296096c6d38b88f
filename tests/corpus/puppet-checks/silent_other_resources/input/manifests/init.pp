class harbour {
  # nrpe::check { 'old': command => 'check_disk -w 20% -c 10% -p /' }
  file { '/etc/critical': content => 'check_disk -w 20% -c 10%' }
  log::level { 'app': warning => 10, critical => 20 }
  nrpe::check { 'asked': command => 'check_disk -w $ARG1$ -c $ARG2$' }
}
