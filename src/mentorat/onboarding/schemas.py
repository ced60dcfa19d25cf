"""The choice, as a union: an Élève has nothing more to say, a mentor has a profile."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from mentorat.mentors.schemas import ProfileFields
from mentorat.wire import TimeZone, Wire


class MentorChoice(ProfileFields):
    """«I come to help»: the first version of the profile comes along."""

    role: Literal["MENTOR"]
    timezone: TimeZone


class StudentChoice(Wire):
    """«I come to learn»."""

    role: Literal["USER"]


class LeavingChoice(StudentChoice):
    """«I come to learn instead»; `terms` is the id of what was shown to be left behind."""

    terms: Annotated[str, Field(max_length=100)] | None = None


class RoleChoice(RootModel[Annotated[MentorChoice | LeavingChoice, Field(discriminator="role")]]):
    """What a member becomes."""


class OnboardingChoice(
    RootModel[Annotated[MentorChoice | StudentChoice, Field(discriminator="role")]]
):
    """What a newcomer answers. ADMIN is not among the answers."""
