#!/bin/sh
mail -s
curl hooks.slack.com
mail -s "x ops@harbour.test
