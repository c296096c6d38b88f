#!/bin/sh
# 备份所有数据库并复制

exit 0
