#!/bin/sh
pg_dump --file=/backup/shop.dump shop
