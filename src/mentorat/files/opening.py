"""The store that the settings name."""

from datetime import timedelta
from typing import TYPE_CHECKING

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from mentorat.files.store import FileStore
from mentorat.settings import Settings, SettingsError
from mentorat.settings.files_place import Bucket, Folder

if TYPE_CHECKING:  # obstore's type alone, not there at run time
    from obstore.store import S3Credential

CONNECT_SECONDS = 3
ANSWER_SECONDS = 10
RETRIES = 2


def open_store(settings: Settings) -> FileStore:
    """The store of FILES_URL; a folder is made if it is missing. Raises SettingsError when it
    cannot be. A bucket is not asked anything yet."""
    place = settings.files_place
    return FileStore(_folder(place) if isinstance(place, Folder) else _bucket(place, settings))


def _folder(place: Folder) -> LocalStore:
    try:
        place.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(place.path, automatic_cleanup=True)
    except (OSError, BaseError) as error:
        raise SettingsError(
            "The settings need attention:\n"
            f"  FILES_URL names a folder that cannot be used ({type(error).__name__}):"
            " make it, and give it to whoever runs mentorat."
        ) from None


def _bucket(place: Bucket, settings: Settings) -> S3Store:
    secret = settings.aws_secret_access_key
    credential: S3Credential = {
        "access_key_id": settings.aws_access_key_id or "",
        "secret_access_key": secret.get_secret_value() if secret else "",
        "expires_at": None,
    }
    return S3Store(
        place.name,
        prefix=place.prefix or None,
        region=place.region,
        endpoint=place.endpoint or f"https://s3.{place.region}.amazonaws.com",
        virtual_hosted_style_request=False,
        skip_signature=False,
        disable_bulk_delete=True,  # not every store knows it
        client_options={
            "allow_http": place.endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
            "timeout": timedelta(seconds=ANSWER_SECONDS),
        },
        retry_config={
            "max_retries": RETRIES,
            "retry_timeout": timedelta(seconds=ANSWER_SECONDS),
        },
        # The keys of the settings and no others: obstore would look for more in the environment.
        credential_provider=lambda: credential,
    )
