import datetime

from discord.ext import tasks

TIMES = [datetime.time(hour=8), datetime.time(20, 15, 30)]


@tasks.loop(hours=24)
async def daily():
    pass


@tasks.loop(time=TIMES)
async def twice():
    pass


@tasks.loop(time=noon())
async def odd():
    pass
