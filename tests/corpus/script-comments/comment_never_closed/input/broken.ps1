<#
This comment is never closed, and all is part of it.
exit 0
