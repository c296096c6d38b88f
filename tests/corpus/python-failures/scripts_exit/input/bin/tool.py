import sys


def main(argv):
    if len(argv) < 2:
        sys.exit(2)
    if argv[1] == "x":
        sys.exit("x is not allowed")
    if argv[1] == "y":
        raise SystemExit(f"no {argv[1]}")
    if argv[1] == "z":
        sys.exit("no {}".format(argv[1]))
    sys.exit(-1 if argv else argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
