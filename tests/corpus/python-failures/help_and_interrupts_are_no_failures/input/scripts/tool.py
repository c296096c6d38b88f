import sys


def usage():
    print("tool [-v] FILE")
    sys.exit(2)


def main(parser, argv):
    if len(sys.argv) < 2:
        print("too few words")
        sys.exit(1)
    if argv[0] == "-x":
        parser.print_help()
        sys.exit(1)
    try:
        work(argv)
    except KeyboardInterrupt:
        print("stopped")
        sys.exit(130)
    if argv[0] == "-y":
        print("Usage: tool [-y]")
        sys.exit(1)
    raise ValueError("not for a person")
