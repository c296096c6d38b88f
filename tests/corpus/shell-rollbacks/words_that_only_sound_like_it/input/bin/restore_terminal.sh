#!/bin/sh
stty sane
