"""What a summary of the API leaves out: for its description in English, for its pages in both."""

INTRODUCTION = (
    "Everything that the pages of the site do, for programs. Names are camelCase, instants are "
    "RFC 3339 in UTC (`2027-06-07T07:00:00Z`), money is whole cents beside an ISO 4217 currency. "
    "Every refusal is an `application/problem+json` document (RFC 9457) whose `type` ends with a "
    "stable code. Lists are read on with `nextCursor`, which is `null` at their end. Fields may be "
    "added to answers at any time: ignore those that you do not know."
)
TAGS = {
    "account": "The caller's account, role, profile and calendars.",
    "articles": "The articles and pictures of whoever may write.",
    "mentors": "Published mentors, their free slots and their articles.",
    "bookings": "Sessions between a mentor and a student, from the request to what follows it.",
    "machines": "What programs call: probes, deliveries, this description.",
}
# English, French.
NOTES: dict[str, tuple[str, str]] = {
    "createBooking": (
        (
            "The slot must be one that `listSlots` offers. Send the `id` of the terms that were "
            "shown as `terms`: if they have changed, the answer is 409 with those that hold now. "
            "A slot that was taken meanwhile is 409 with the nearest free ones. The booking is "
            "`confirmed`, or `requested` when the mentor answers requests first."
        ),
        (
            "Le créneau doit être l'un de ceux de `listSlots`. Envoyez l'identifiant des "
            "conditions affichées dans `terms` : si elles ont changé, la réponse est 409, avec "
            "celles qui valent désormais. Si le créneau vient d'être pris, la réponse est 409, "
            "avec les plus proches."
        ),
    ),
    "cancelBooking": (
        (
            "`quoteCancellation` says what it would cost; send its `id` as `quote` to be refused "
            "should that have changed. A mentor may excuse themselves with `illness` once in 90 "
            "days."
        ),
        (
            "`quoteCancellation` dit ce qu'il en coûterait ; envoyez son identifiant dans `quote`"
            " pour que l'annulation soit refusée si cela a changé."
        ),
    ),
    "moveBooking": (
        (
            "If the slot has been taken, the session keeps its own and the answer is 409 with the"
            " nearest free ones."
        ),
        (
            "Si le créneau vient d'être pris, la séance garde le sien et la réponse est 409, avec"
            " les créneaux libres les plus proches."
        ),
    ),
    "reportAbsence": (
        "From ten minutes after the start. The other person has 72 hours to dispute it.",
        "À partir de dix minutes après le début. L'autre personne a 72 heures pour le contester.",
    ),
    "listBookings": (
        (
            "`actions` names what the caller may do with a booking now, and `sequence` its state:"
            " send it back with a step, and nothing newer than what was seen is changed."
        ),
        (
            "`actions` nomme ce que vous pouvez faire d'une réservation maintenant, et `sequence`"
            " son état : renvoyez-le avec une étape, et rien de plus récent ne sera modifié."
        ),
    ),
    "replaceSharedNotes": (
        "`version` is the one that was read, 0 for an empty page.",
        "`version` est celle qui a été lue, 0 pour une page vide.",
    ),
    "replacePrivateNotes": (
        "`version` is the one that was read, 0 for an empty page.",
        "`version` est celle qui a été lue, 0 pour une page vide.",
    ),
    "updateMe": (
        "What is left out stays. Names and the e-mail address are changed at Clerk.",
        "Ce qui n'est pas envoyé reste. Le nom et l'adresse e-mail se changent chez Clerk.",
    ),
    "replaceMyMentorProfile": (
        (
            "Send the `version` that was read to be refused should the profile have changed "
            "since. Booking rules that are left out stay as they are."
        ),
        (
            "Envoyez la `version` lue pour que l'enregistrement soit refusé si le profil a changé"
            " depuis. Les règles de réservation qui ne sont pas envoyées restent."
        ),
    ),
    "switchRole": (
        (
            "Going back to being a student ends the profile: `quoteRoleSwitch` says what it would"
            " entail; send its `id` as `terms`. A profile that was left less than 90 days ago "
            "comes back as a draft."
        ),
        (
            "Redevenir élève met fin au profil : `quoteRoleSwitch` dit ce que cela entraînerait ;"
            " envoyez son identifiant dans `terms`. Un profil quitté depuis moins de 90 jours "
            "revient en brouillon."
        ),
    ),
    "chooseRole": (
        (
            "Once, right after the account was made; 409 afterwards. Until then, most operations "
            "answer 403 with the code `onboarding_required`."
        ),
        (
            "Une seule fois, après la création du compte ; 409 ensuite. Jusque-là, la plupart des"
            " opérations répondent 403 avec le code `onboarding_required`."
        ),
    ),
    "createMyCalendarFeed": (
        "The address is a secret, and is shown once. The previous one stops working.",
        "L'adresse est secrète et n'est montrée qu'une fois. La précédente ne marche plus.",
    ),
    "replaceMyBusyCalendar": (
        "The address is a secret: it is never sent back whole. It is read within a few minutes.",
        (
            "L'adresse est secrète : elle n'est jamais renvoyée entière. Elle est lue sous "
            "quelques minutes."
        ),
    ),
    "listMentors": (
        "Filters add up. The order is that of `ranking`; money has no part in it.",
        "Les filtres s'ajoutent. L'ordre est celui de `ranking` ; l'argent n'y compte pas.",
    ),
    "listSlots": (
        "For two weeks from now unless `from` and `to` say otherwise. `terms` hold for each slot.",
        (
            "Sur deux semaines à partir de maintenant, sauf si `from` et `to` disent autre chose."
            " `terms` vaut pour chaque créneau."
        ),
    ),
    "createSearchAlert": (
        (
            "The search is that of `listMentors`, and must find nobody today. One e-mail is sent,"
            " within 90 days."
        ),
        (
            "La recherche est celle de `listMentors` et ne doit trouver personne aujourd'hui. Un "
            "seul e-mail est envoyé, dans les 90 jours."
        ),
    ),
    "createAlert": (
        "For a mentor who has no free slot now. One e-mail is sent, and the alert is over.",
        "Pour un mentor sans créneau libre. Un seul e-mail est envoyé, puis l'alerte se termine.",
    ),
    "createMyPost": (
        "With `pairOf`, the other language version of that article.",
        "Avec `pairOf`, la version de cet article dans l'autre langue.",
    ),
    "replaceMyPost": (
        (
            "The version that was read goes into `If-Match`, as its `ETag`, or into `version`. "
            "When the article has changed since, the answer is 409, with its text now as "
            "`current`."
        ),
        (
            "La version lue va dans `If-Match`, telle que son `ETag`, ou dans `version`. Si "
            "l'article a changé depuis, la réponse est 409, avec son texte actuel dans `current`."
        ),
    ),
    "changeMyPostStatus": (
        "`steps` of the article names those that are open now.",
        "`steps` de l'article nomme les étapes possibles maintenant.",
    ),
    "createMyPostImage": (
        "A JPEG, PNG, GIF, WebP or AVIF file as the field `image` of a `multipart/form-data` body.",
        "Un fichier JPEG, PNG, GIF, WebP ou AVIF, champ `image` d'un corps `multipart/form-data`.",
    ),
    "listPosts": (
        (
            "A search (`q`) gives the best ones, as many as `limit` says, and has no next page. "
            "`tag`, `author`, `series` and `skill` are the lists; name one of them at most."
        ),
        (
            "Une recherche (`q`) donne les meilleurs, autant que `limit` en demande, sans page "
            "suivante. `tag`, `author`, `series` et `skill` sont les listes ; une seule à la "
            "fois."
        ),
    ),
    "exchangeClerkToken": (
        "The session ends after twelve hours without use, and after seven days at most.",
        "La session se termine après douze heures sans usage, et après sept jours au plus.",
    ),
    "receiveClerkDelivery": (
        "Called by Clerk (Svix). Sign a delivery yourself with `mentorat clerk send user.updated`.",
        (
            "Appelée par Clerk (Svix). Pour en signer une vous-même : `mentorat clerk send "
            "user.updated`."
        ),
    ),
    "getWorkerHealth": (
        "503 when no worker has shown itself for a minute, or a job is late by five.",
        (
            "503 quand aucun worker ne s'est montré depuis une minute, ou qu'une tâche a cinq "
            "minutes de retard."
        ),
    ),
}
