<?php if ($bad) { die("bad
