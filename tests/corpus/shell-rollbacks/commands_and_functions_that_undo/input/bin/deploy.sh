#!/bin/bash
restore_db() {
    gzip -dc "$dump" | psql harbour
    systemctl start harbour
}
restore_cursor() { tput cnorm; }
revert() { echo "nothing to revert"; }
if ! smoke; then
    helm rollback harbour-api
fi
kubectl apply -f app.yml || kubectl rollout undo deployment/app
rollback_release() {
    git checkout "$previous"
}
finish() { alembic downgrade -1; }
git revert HEAD
echo helm rollback harbour-api
