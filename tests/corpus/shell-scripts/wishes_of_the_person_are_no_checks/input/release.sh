#!/bin/bash
# Publish the release.
if [[ "$DRY_RUN" == "true" ]]; then
  echo "would publish"
  exit 0
fi
read -r -p "Go on? " answer
[[ "$answer" == "y" ]] || exit 1
[ -d dist ] || { echo "dist is missing, build first"; exit 3; }
publish dist
(( ++published ))
(( published > 0 )) || { echo "nothing is published"; exit 4; }
RET=$?
exit $RET
