"""The command line: nouns first; data on stdout, progress on stderr; exit 0, 1, 2 or 3."""

import gc
import signal
import sys

from cyclopts import App, CycloptsError

from mentorat import __version__

app = App(
    name="mentorat",
    help="The complete backend and web app of a mentoring platform.",
    version=__version__,
    exit_on_error=False,
    print_error=True,
    help_format="plaintext",  # Markdown would double the time of --help
)

# Named as text, so that `--help` imports nothing of the product.
COMMANDS = {
    "run": "run:run_all",
    "serve": "serve:serve",
    "worker": "worker:work",
    "backup": "backup:back_up",
    "restore": "backup:restore",
    "doctor": "doctor:examine",
    "openapi": "openapi:print_openapi",
}
# What commands start for themselves.
INNER_COMMANDS = {
    "serve-process": "web_process:serve_at_door",
    "prepare": "prepare:prepare_database",
}
NOUNS = {
    "db": (
        "The database.",
        {
            "upgrade": "db:upgrade_database",
            "check": "db:check_database",
            "seed": "db:seed_database",
            "forget-demo": "db:forget_demo_people",
            "reseal": "db:reseal_secrets",
        },
    ),
    "users": (
        "The people.",
        {
            "show": "users:show_user",
            "list": "users:list_users",
            "export": "users:export_user",
            "grant-admin": "users:grant_admin",
            "revoke-admin": "users:revoke_admin",
        },
    ),
    "keys": (
        "The keys of machines that read the API.",
        {"create": "keys:create", "list": "keys:show_keys", "revoke": "keys:revoke"},
    ),
    "mail": (
        "Messages that have not left.",
        {"list": "mail:list_mail", "resend": "mail:resend_mail"},
    ),
    "blog": (
        "Articles, in and out.",
        {
            "import": "blog:import_posts",
            "export": "blog:export_posts",
            "rerender": "blog:render_posts_again",
        },
    ),
    "slots": ("Offers of time.", {"compute": "slots:compute_slots"}),
    "calendars": ("Calendars from elsewhere.", {"busy": "calendars:print_busy"}),
    "webhooks": (
        "Programs that are told what happens.",
        {
            "add": "webhooks:add_webhook",
            "list": "webhooks:list_webhooks",
            "test": "webhooks:test_webhook",
            "replay": "webhooks:replay_webhooks",
            "rotate": "webhooks:rotate_webhook",
        },
    ),
    "prisma": ("Our tables, as Prisma reads them.", {"schema": "prisma:print_schema"}),
    "clerk": (
        "The Clerk mirror.",
        {"send": "clerk:send_event", "reconcile": "clerk:reconcile_users"},
    ),
}

for name, place in COMMANDS.items():
    app.command(f"mentorat.cli.{place}", name=name)
for name, place in INNER_COMMANDS.items():
    app.command(f"mentorat.cli.{place}", name=name, show=False)
for noun, (text, verbs) in NOUNS.items():
    group = App(name=noun, help=text, help_format="plaintext")
    for verb, place in verbs.items():
        group.command(f"mentorat.cli.{place}", name=verb)
    app.command(group)


def main() -> None:
    """The console script: 0 done, 1 failed, 2 not understood, 3 needs attention."""
    gc.disable()  # importing makes no garbage, and looking for some takes a quarter of its time
    try:
        command, bound, _ = app.parse_args()
        gc.enable()
        # What was imported has begun: from here on it is left through its own clean-up.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.exit(command(*bound.args, **bound.kwargs) or 0)
    except CycloptsError:
        sys.exit(2)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)
    except Exception as error:  # the edge of the command line
        from mentorat.cli.failures import explained  # noqa: PLC0415  `--help` imports nothing

        if not explained(error):
            raise
        sys.exit(1)
