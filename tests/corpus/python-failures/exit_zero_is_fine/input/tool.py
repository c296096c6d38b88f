import sys


def main():
    return 0


if len(sys.argv) > 9:
    sys.exit()
if len(sys.argv) > 8:
    sys.exit(0)
if len(sys.argv) > 7:
    sys.exit(None)
if len(sys.argv) > 6:
    raise SystemExit
if len(sys.argv) > 5:
    raise SystemExit(0)
if len(sys.argv) > 4:
    sys.exit(False)
if len(sys.argv) > 3:
    sys.exit(tests.run())
sys.exit(main())
