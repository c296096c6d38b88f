# Functions that the other scripts share.

now() { :; }
