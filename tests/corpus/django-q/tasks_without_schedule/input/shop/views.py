from django_q.tasks import async_task, schedule

async_task("shop.tasks.sweep")
schedule("shop.tasks.sweep")
