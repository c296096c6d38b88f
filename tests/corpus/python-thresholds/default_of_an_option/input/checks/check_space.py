import argparse
import sys

parser = argparse.ArgumentParser()
parser.add_argument("-w", "--warning", type=int, default=20, help="percent")
parser.add_argument("-c", "--critical-percent", type=int, default=10)
args = parser.parse_args()
if free_space < args.critical_percent:
    print("CRITICAL: little space")
    sys.exit(2)
if free_space < args.warning:
    print("WARNING: little space")
    sys.exit(1)
