"""Schedules and obstacles in words, as sentences still to be translated."""

from collections.abc import Sequence
from datetime import UTC, datetime

from mentorat.errors import say
from mentorat.schedules.document import DAYS, Availability
from mentorat.schedules.obstacles import Obstacle
from mentorat.web.language import Translator
from mentorat.web.moments import moment_text, weekday_text

SENTENCES = {
    "past": say("Cette heure est passée."),
    "too_soon": say(
        "Trop proche : votre délai minimal n'autorise les réservations qu'à partir du %(since)s."
    ),
    "too_far": say("Trop lointain : votre horizon de réservation s'arrête avant le %(until)s."),
    "closed_weekday": say("Vous n'avez pas d'horaires ce jour de la semaine."),
    "closed_date": say("Cette date est fermée par une exception ou une fermeture."),
    "outside_hours": say("En dehors de vos horaires de ce jour-là."),
    "too_long": say("La séance dépasserait la fin de vos horaires, le %(until)s."),
    "off_grid": say(
        "Vos séances commencent à intervalles réguliers : les plus proches débutent le %(since)s "
        "et le %(until)s."
    ),
    "booked": say("Une réservation occupe ce créneau, du %(since)s au %(until)s."),
    "learning": say("Vous avez vous-même une séance, du %(since)s au %(until)s."),
    "busy_elsewhere": say("Votre agenda externe est occupé, du %(since)s au %(until)s."),
    "buffer": say(
        "La pause autour de la réservation du %(since)s au %(until)s empiète sur ce créneau."
    ),
    "full_day": say("Votre maximum de séances est atteint pour ce jour."),
    "full_week": say("Votre maximum de séances est atteint pour cette semaine."),
}


def obstacle_text(found: Obstacle, zone: str, translate: Translator) -> str:
    """One rule that stands in the way, in the reader's language and the mentor's time."""
    values = {
        name: moment_text(datetime.fromtimestamp(moment, UTC), zone, translate.locale)
        for name, moment in (("since", found.since), ("until", found.until))
        if moment is not None
    }
    return translate.gettext(SENTENCES[found.code], **values)


def schedule_lines(schedule: Availability, translate: Translator) -> list[tuple[str, str]]:
    """A schedule as short lines, so that two of them can be compared by eye."""
    _ = translate.gettext
    lines = [(_("Fuseau horaire"), schedule.timezone)]
    lines += [
        (weekday_text(number, translate.locale), _hours(getattr(schedule.weekly, day), translate))
        for number, day in enumerate(DAYS)
    ]
    lines += [(day, _hours(windows, translate)) for day, windows in schedule.overrides.items()]
    length, step = schedule.slot_minutes, schedule.step_minutes
    return [
        *lines,
        (_("Durée d'une séance"), _("%(count)s min", count=length)),
        (_("Intervalle entre les débuts"), _("%(count)s min", count=step)),
    ]


def _hours(windows: Sequence[Sequence[str]], translate: Translator) -> str:
    text = " · ".join(f"{start}–{end}" for start, end in windows)
    return text or translate.gettext(say("fermé"))
