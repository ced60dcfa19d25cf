"""What the operator decides, read once from the environment or `.env`, then frozen."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import ValidationError

from mentorat.settings.addresses import is_loopback
from mentorat.settings.files_place import Bucket
from mentorat.settings.variables import Settings, project_folder

__all__ = ["Settings", "SettingsError", "project_folder", "read_settings"]

PUBLIC_WITH_DEV = (
    "is not this machine's own, and with AUTH=dev anybody may be anybody:"
    " set AUTH=clerk and the CLERK_… keys, or leave it empty"
)
AUTH_UNCHOSEN = (
    "must be chosen with a DATABASE_URL: clerk for people, dev to let anybody here be anybody"
)
MAIL_UNCHOSEN = (
    "must be chosen with AUTH=clerk: smtp sends it (with SMTP_URL), outbox keeps it unsent"
)


class SettingsError(Exception):
    """Everything that is wrong with the settings, in one readable screen, without secrets."""


def read_settings(**overrides: object) -> Settings:
    """The settings of this process; raises SettingsError naming every problem at once."""
    problems: dict[str, str] = {}
    try:
        found = _read(overrides)
    except ValidationError as error:
        problems = _told(error)
        # What can be read is looked at all the same, so that nothing is told one by one.
        found = _read(overrides | {name: _default(name) for name in problems})
    given = found.model_fields_set - problems.keys()
    if "auth" not in given and _clerk_settings(found):
        found = found.model_copy(update={"auth": "clerk"})
    if "auth" not in problems:
        problems = dict(_contradictions(found, given)) | problems
    if problems:
        raise SettingsError(_explain(problems))
    return found


def _read(given: dict[str, object]) -> Settings:
    return Settings(_env_file=project_folder() / ".env", **given)  # type: ignore[arg-type]  # validated like the environment


def _clerk_settings(settings: Settings) -> list[str]:
    """Which variables of Clerk's were set to something of their own."""
    return [
        name
        for name in sorted(settings.model_fields_set)
        if name.startswith("clerk_") and getattr(settings, name) != _default(name)
    ]


def _contradictions(settings: Settings, given: set[str]) -> Iterator[tuple[str, str]]:
    """What is missing, or shut out by something else."""
    if settings.mail == "smtp" and not settings.smtp_url:
        yield "smtp_url", "is needed with MAIL=smtp"
    if isinstance(settings.files_place, Bucket):
        for name in ("aws_access_key_id", "aws_secret_access_key"):
            if not getattr(settings, name):
                yield (
                    name,
                    "is needed with FILES_URL=s3://…: a key that reads and writes the bucket",
                )
    host = urlsplit(settings.origin).hostname or ""
    if settings.auth == "dev":
        yield from _shut_out_by_dev(settings, host, is_chosen="auth" in given)
        return
    is_private = bool(settings.public_url) and (settings.is_https or is_loopback(host))
    yield from (
        (name, words)
        for name, words, is_there in (
            ("clerk_publishable_key", "is needed with AUTH=clerk", settings.clerk_publishable_key),
            ("mail", MAIL_UNCHOSEN, "mail" in given),
            (
                "secret_key",
                "is needed with AUTH=clerk: openssl rand -base64 48",
                settings.secret_key,
            ),
            ("public_url", "must be the site's https:// address with AUTH=clerk", is_private),
        )
        if not is_there
    )


def _shut_out_by_dev(
    settings: Settings, host: str, *, is_chosen: bool
) -> Iterator[tuple[str, str]]:
    """The development identity fails closed: no forgotten variable falls back to it."""
    if not is_loopback(host):
        yield "public_url", PUBLIC_WITH_DEV
    for name in _clerk_settings(settings):
        yield name, "does not go with AUTH=dev: set AUTH=clerk, or leave it empty"
    if settings.database_url and not is_chosen:
        yield "auth", AUTH_UNCHOSEN


def _told(error: ValidationError) -> dict[str, str]:
    """What is wrong with each variable, without its value."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return {
        str(problem["loc"][0]): str(problem["msg"]).removeprefix("Value error, ")
        for problem in problems
    }


def _default(name: str) -> object:
    return Settings.model_fields[name].get_default(call_default_factory=True)


def _explain(problems: dict[str, str]) -> str:
    lines = [f"  {name.upper()} {words}" for name, words in problems.items()]
    return "\n".join(
        ["The settings need attention:", *lines, "Each variable is explained in .env.example."]
    )
