"""The choice, as a union: an Élève has nothing more to say, a mentor has a profile."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from mentorat.mentors.schemas import ProfileFields
from mentorat.wire import TimeZone, Wire


class MentorChoice(ProfileFields):
    """To be a mentor, with the first version of the profile."""

    role: Literal["MENTOR"]
    timezone: TimeZone


class StudentChoice(Wire):
    """To be a student."""

    role: Literal["USER"]


class LeavingChoice(StudentChoice):
    """To be a student again; `terms` is the `id` of what was shown to be left behind."""

    terms: Annotated[str, Field(max_length=100)] | None = None


class RoleChoice(RootModel[Annotated[MentorChoice | LeavingChoice, Field(discriminator="role")]]):
    """The role to change to."""


class OnboardingChoice(
    RootModel[Annotated[MentorChoice | StudentChoice, Field(discriminator="role")]]
):
    """The role to begin with; nobody can choose ADMIN."""
