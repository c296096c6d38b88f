# Functions for other scripts.
export HARBOUR=/srv
umask 027
greet() { echo hello; }
