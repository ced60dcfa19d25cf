"""The API's groups and operations as French readers are told of them."""

from mentorat.errors import say

# Groups of addresses: the longest prefix that an address begins with decides.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("account", say("Votre compte"), ("/api/onboarding", "/api/me", "/auth/")),
    ("mentors", say("Trouver un mentor"), ("/api/mentors",)),
    ("bookings", say("Réservations"), ("/api/bookings",)),
    ("machines", say("Entre machines"), ("/",)),
)

FRENCH: dict[str, str] = {
    "listBookings": "Vos réservations : celles à venir, puis celles qui sont passées",
    "createBooking": "Réserver une heure libre, ou la demander si le mentor veut donner son accord",
    "quoteCancellationOfAll": "Ce qu'entraînerait l'annulation de toutes vos séances de mentor",
    "cancelAllBookings": "Annuler toutes vos séances de mentor qui n'ont pas commencé",
    "getBooking": "Une de vos réservations",
    "listAbsences": "Les absences signalées, et ce que chacun en dit",
    "markAbsence": "Signaler l'absence de l'autre personne",
    "contestAbsence": "Contester son absence : l'équipe entend les deux personnes",
    "quoteCancellation": "Ce qu'entraînerait une annulation maintenant",
    "cancelBooking": "Annuler une séance, ou retirer une demande",
    "confirmBooking": "Accepter une demande",
    "moveBooking": "Déplacer une séance ; si l'heure est prise, l'ancienne demeure",
    "getNotes": "Les notes partagées, et vos notes privées",
    "writePrivateNotes": "Remplacer vos notes privées, que personne d'autre ne lit",
    "writeSharedNotes": "Remplacer les notes partagées ; refusé si elles ont changé entre-temps",
    "listProposals": "Les autres heures proposées, en attente de réponse",
    "proposeHour": "Proposer une autre heure ; la séance garde la sienne jusqu'à l'accord",
    "answerProposal": "Accepter ou refuser une heure proposée",
    "refuseBooking": "Refuser une demande",
    "getMe": "Votre compte",
    "changeMe": "Modifier ce qui, dans votre compte, se règle ici",
    "listSavedMentors": "Les mentors que vous gardez",
    "saveMentor": "Garder un mentor",
    "dropSavedMentor": "Ne plus garder un mentor",
    "listAlerts": "Les mentors dont vous attendez une heure libre",
    "askAlert": "Demander un message dès qu'un mentor a une heure libre",
    "stopAlert": "Ne plus attendre de message",
    "deleteMyBusyCalendar": "Oublier votre agenda externe et ce qu'il disait",
    "getMyBusyCalendar": "L'agenda externe dont vos heures occupées sont lues",
    "putMyBusyCalendar": "Lire désormais vos heures occupées à cette adresse",
    "closeCalendarFeed": "Fermer le lien privé vers votre agenda",
    "openCalendarFeed": "Créer un lien privé vers votre agenda ; le précédent ne s'ouvre plus",
    "getMyMentorProfile": "Votre profil de mentor",
    "replaceMyMentorProfile": "Remplacer votre profil de mentor et vos disponibilités",
    "moveMyMentorProfile": "Envoyer, retirer, mettre en pause ou reprendre votre profil",
    "quoteRole": "Ce que vous laisseriez en devenant élève",
    "switchRole": "Changer de rôle ; sous 90 jours, le profil revient en brouillon",
    "listPosts": "Les articles publiés, une liste à la fois",
    "getPost": "Un article publié ; une ancienne adresse mène à la nouvelle",
    "listMentors": "Trouver des mentors par mots, filtres et heures vraiment libres",
    "countMentors": "Les filtres possibles, et combien de mentors chacun laisse",
    "getMentor": "Un mentor publié",
    "listSlots": "Les séances proposées par un mentor, sur 62 jours au plus",
    "chooseRole": "Choisir mentor ou élève, une fois",
    "getOpenApi": "Cette description",
    "receiveClerkDelivery": "Recevoir un avis de Clerk",
    "exchangeClerkToken": "Échanger un jeton de session Clerk contre notre cookie",
    "live": "Le site répond",
    "ready": "La base répond et son schéma est prêt",
    "worker": "Les travaux en attente sont faits",
}

REFUSALS: dict[int, str] = {
    400: say("Le corps n'est pas du JSON, ou la requête est mal formée."),
    401: say("Aucune identification valable."),
    403: say("Cette personne n'en a pas le droit, ou le jeton du formulaire manque."),
    404: say("Cela n'existe pas, ou pas pour cette personne."),
    405: say("Cette adresse n'accepte pas cette méthode."),
    409: say("La situation a changé : la demande n'y correspond plus."),
    412: say("Le document a changé depuis sa lecture."),
    413: say("Trop d'octets."),
    415: say("Du JSON est attendu."),
    422: say("Chaque problème du document, nommé."),
    429: say("Trop de requêtes en une minute ; Retry-After dit quand revenir."),
    503: say("La base ne répond pas ; Retry-After dit quand revenir."),
}


def group_of(path: str) -> str:
    """The group that an address belongs to."""
    starts = {start: name for name, _, starts in GROUPS for start in starts}
    return starts[max(filter(path.startswith, starts), key=len)]
