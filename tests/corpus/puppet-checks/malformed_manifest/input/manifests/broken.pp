class x { nrpe::check { 'check_ : command => } } }
nrpe::check { 'y': critical => , warning => }
