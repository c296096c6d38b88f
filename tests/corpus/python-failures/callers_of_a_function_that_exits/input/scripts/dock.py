import sys


def die(what):
    print("dock: " + what, file=sys.stderr)
    sys.exit(3)


def moor(ship, rope):
    if not rope:
        die(f"no rope for {ship}")
    if rope < 3:
        die("the rope is too short")
    die(rope)
