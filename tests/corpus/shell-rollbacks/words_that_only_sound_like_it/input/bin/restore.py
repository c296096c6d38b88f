#!/usr/bin/python3
print("restore")
