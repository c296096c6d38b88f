<?php
$db = connect() or die("no database\n");
function dump($path) {
    if (!$path) {
        fwrite(STDERR, "no path" . PHP_EOL);
        exit(2);
    } elseif (late()) {
        exit("too late: $path");
    }
    try {
        write($path);
    } catch (IOException $e) {
        echo "cannot write {$path}";
        exit(3);
    }
}
