:: Rotates the logs of the shop.
exit /b 0
