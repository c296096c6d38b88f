#!/bin/sh
systemctl restart harbour
