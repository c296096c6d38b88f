<?php
defined('ABSPATH') or die('No direct access');
if (!isset($_GET['id'])) {
    die('no id');
}
exit(0);
exit;
exit($code);
die();
exit('bye');
