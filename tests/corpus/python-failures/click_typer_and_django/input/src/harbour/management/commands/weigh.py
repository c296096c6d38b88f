import click
import typer
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    def handle(self, *args, **options):
        if not options["scale"]:
            raise CommandError("there is no scale")


@click.command()
@click.pass_context
def weigh(ctx, load):
    if load < 0:
        raise click.BadParameter("a load is not negative")
    if load == 0:
        ctx.fail("nothing to weigh")
    if load > 1000:
        typer.echo("the scale is too small")
        raise typer.Exit(code=5)
    raise typer.Exit()
