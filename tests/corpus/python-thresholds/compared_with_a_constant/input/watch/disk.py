import logging
import shutil

DISK_LIMIT_PERCENT = 80
QUEUE_MAX = 5 * 1000

log = logging.getLogger(__name__)


def watch(queue_length):
    total, used, free = shutil.disk_usage("/srv")
    disk_usage = used * 100 / total
    if disk_usage > DISK_LIMIT_PERCENT:
        log.warning("the disk is filling up: %d %%", disk_usage)
    if queue_length >= QUEUE_MAX and disk_usage > 50:
        message = f"{queue_length} wait"
        restart_worker(message)
