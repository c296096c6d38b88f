#Requires -Version 5
<#
.SYNOPSIS
Removes dumps that are too old.
#>
param ()
exit 0
