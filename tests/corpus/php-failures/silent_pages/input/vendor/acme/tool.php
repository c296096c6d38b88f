<?php if ($bad) { exit(1); }
