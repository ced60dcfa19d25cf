"""FILES_URL: what is read, what is refused with its mend, and what the doctor says of it."""

from pathlib import Path

import pytest

from mentorat.cli.doctor import files_finding
from mentorat.settings import Settings, SettingsError, read_settings
from mentorat.settings.files_place import Bucket, Folder, files_place
from tests.fakes.s3_server import s3_server
from tests.files.test_store import bucket_settings

READ = {
    "/srv/mentorat/files": Folder(Path("/srv/mentorat/files")),
    " file:///srv/mes%20fichiers ": Folder(Path("/srv/mes fichiers")),
    "/srv/100%/files": Folder(Path("/srv/100%/files")),
    "s3://photos": Bucket("photos", "", "", "us-east-1"),
    "s3://photos/of/mentorat/?region=eu-west-3": Bucket("photos", "of/mentorat", "", "eu-west-3"),
    "s3://photos?endpoint=http://garage:3900/&region=garage": Bucket(
        "photos", "", "http://garage:3900", "garage"
    ),
    "s3://photos?endpoint=https%3A%2F%2Fx.example%2Fs3": Bucket(
        "photos", "", "https://x.example/s3", "us-east-1"
    ),
}
REFUSED = {
    "files": "whole path",
    "../files": "whole path",
    "/": "whole path",
    "/srv/../etc": "whole path",
    "file://server/share": "whole path",
    "https://bucket.example": "whole path",
    "file:///srv?x=1": "whole path",
    "/srv/my files": "blank",
    "s3://": "names no bucket",
    "s3://Photos!": "names no bucket",
    "s3://photos/a/../b": "prefix",
    "s3://photos/a//b": "prefix",
    "s3://AKID:hunter2@photos": "AWS_ACCESS_KEY_ID",
    "s3://photos?access_key=hunter2": "nothing else",
    "s3://photos?region=a&region=b": "nothing else",
    "s3://photos?region=Eu West": "blank",
    "s3://photos?region=EU": "region",
    "s3://photos?endpoint=ftp://hunter2": "endpoint",
    "s3://photos?endpoint=https://u:hunter2@x.example": "endpoint",
    "s3://[": "whole path",
}


@pytest.mark.parametrize("text", READ)
def test_what_an_operator_writes_is_read(text: str) -> None:
    assert files_place(text) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_told_by_its_part_alone(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILES_URL", text)
    with pytest.raises(SettingsError) as refused:
        read_settings(auth="dev")
    assert "FILES_URL" in str(refused.value)
    assert REFUSED[text] in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_bucket_without_its_key_is_told_with_everything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FILES_URL", "s3://photos")
    monkeypatch.setenv("PORT", "99999")
    with pytest.raises(SettingsError) as refused:
        read_settings(auth="dev")
    told = str(refused.value)
    assert all(name in told for name in ("PORT", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))


def test_without_it_files_are_at_home(tmp_path: Path) -> None:
    assert Settings(mentorat_home=tmp_path).files_place == Folder(tmp_path / "files")
    assert Settings(mentorat_home=Path("here")).files_place == Folder(Path.cwd() / "here/files")


def test_the_doctor_writes_reads_and_leaves_nothing(tmp_path: Path) -> None:
    assert files_finding(Settings(mentorat_home=tmp_path)).verdict == "ok"
    assert list((tmp_path / "files").rglob("*.webp")) == []
    (tmp_path / "home").touch()
    ill = files_finding(Settings(mentorat_home=tmp_path / "home"))
    assert (ill.verdict, "FILES_URL" in ill.remedy) == ("fail", True)


def test_the_doctor_sees_a_bucket_whose_key_is_wrong(tmp_path: Path) -> None:
    with s3_server() as (endpoint, objects):
        assert files_finding(bucket_settings(endpoint, tmp_path)).verdict == "ok"
        assert not objects
        ill = files_finding(bucket_settings(endpoint, tmp_path, secret="hunter2"))
        assert ill.verdict == "fail"
        assert "hunter2" not in f"{ill}"
