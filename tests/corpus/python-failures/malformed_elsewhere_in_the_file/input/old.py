import sys


def check(path):
    if not path:
        sys.exit("no path")


def tell(path):
    print "an older Python", path
    print "is not understood"
    print "but nobody has to"
