"""The API's groups and operations as French readers are told of them."""

from mentorat.errors import say

# Groups of addresses: the longest prefix that an address begins with decides.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("account", say("Votre compte"), ("/api/onboarding", "/api/me", "/auth/")),
    ("articles", say("Vos articles"), ("/api/me/posts", "/api/me/post-images")),
    ("mentors", say("Trouver un mentor"), ("/api/mentors",)),
    ("bookings", say("Réservations"), ("/api/bookings",)),
    ("machines", say("De machine à machine"), ("/",)),
)

FRENCH: dict[str, str] = {
    "listBookings": "Vos réservations : à venir, puis passées",
    "createBooking": "Réserver un créneau libre, ou le demander si le mentor doit accepter",
    "quoteAllCancellations": "Ce qu'entraînerait l'annulation de toutes vos séances de mentor",
    "cancelAllBookings": "Annuler toutes vos séances de mentor qui n'ont pas commencé",
    "getBooking": "Une de vos réservations",
    "listAbsences": "Les absences signalées et leurs contestations",
    "reportAbsence": "Signaler l'absence de l'autre personne",
    "disputeAbsence": "Contester une absence signalée : l'équipe entend les deux personnes",
    "quoteCancellation": "Ce qu'entraînerait une annulation maintenant",
    "cancelBooking": "Annuler une séance, ou retirer une demande",
    "confirmBooking": "Accepter une demande",
    "moveBooking": "Déplacer une séance vers un autre créneau libre",
    "getNotes": "Les notes partagées, et vos notes privées",
    "replacePrivateNotes": "Remplacer vos notes privées, visibles par vous uniquement",
    "replaceSharedNotes": "Remplacer les notes partagées ; refusé si elles ont changé entre-temps",
    "listProposals": "Les autres créneaux proposés, en attente de réponse",
    "proposeTime": "Proposer un autre créneau ; la séance garde le sien jusqu'à l'accord",
    "answerProposal": "Accepter ou refuser un créneau proposé",
    "refuseBooking": "Refuser une demande",
    "getMe": "Votre compte",
    "updateMe": "Modifier les réglages de votre compte",
    "listSavedMentors": "Vos mentors favoris",
    "saveMentor": "Ajouter un mentor aux favoris",
    "deleteSavedMentor": "Retirer un mentor des favoris",
    "listAlerts": "Les mentors dont vous attendez un créneau libre",
    "createAlert": "Demander un e-mail dès qu'un mentor a un créneau libre",
    "listSearchAlerts": "Vos recherches suivies",
    "createSearchAlert": "Demander un e-mail dès qu'un mentor correspond à une recherche",
    "deleteSearchAlert": "Ne plus suivre une recherche",
    "deleteAlert": "Ne plus attendre le créneau libre d'un mentor",
    "deleteMyBusyCalendar": "Retirer votre agenda externe et effacer ses heures occupées",
    "getMyBusyCalendar": "Votre agenda externe",
    "replaceMyBusyCalendar": "Relier un agenda externe, dont vos heures occupées sont lues",
    "deleteMyCalendarFeed": "Désactiver le lien privé de votre agenda",
    "createMyCalendarFeed": "Créer un lien privé pour votre agenda ; le précédent est désactivé",
    "listMyPosts": "Vos articles, les derniers modifiés d'abord",
    "createMyPost": "Commencer un article, ou sa version dans l'autre langue",
    "getMyPost": "Un de vos articles ; son ETag est sa version",
    "replaceMyPost": "Enregistrer un article entier ; refusé s'il a changé depuis sa lecture",
    "deleteMyPost": "Supprimer un article non publié, avec ses versions",
    "changeMyPostStatus": "Envoyer, retirer, publier, archiver ou reprendre un de vos articles",
    "listMyPostRevisions": "Les versions d'un article, les plus récentes d'abord",
    "getMyPostRevision": "Le texte d'une version d'un article",
    "listMyPostImages": "Vos images, les plus récentes d'abord",
    "createMyPostImage": "Envoyer une image ; elle est réencodée, sans ses métadonnées",
    "getMyMentorProfile": "Votre profil de mentor",
    "replaceMyMentorProfile": "Remplacer votre profil de mentor et vos disponibilités",
    "changeMyMentorProfileStatus": "Envoyer, retirer, mettre en pause ou reprendre votre profil",
    "listPosts": "Les articles publiés : tous, ou ceux d'une liste",
    "getPost": "Un article publié ; une ancienne adresse mène à l'actuelle",
    "quoteRoleSwitch": "Ce qu'entraînerait le retour au rôle d'élève",
    "switchRole": "Changer de rôle",
    "listMentors": "Trouver des mentors par mots-clés, filtres et créneaux libres",
    "getMentorFacets": "Les filtres possibles, avec le nombre de mentors pour chacun",
    "getMentor": "Un mentor publié",
    "listSlots": "Les créneaux proposés par un mentor, sur 62 jours au plus",
    "listPlatformBookings": "Les réservations de tous, dans l'ordre de leur création",
    "getPlatformBooking": "Une réservation, quelle qu'elle soit",
    "listPlatformUsers": "Les comptes de tous, sans leurs adresses",
    "getPlatformUser": "Un compte, sans son adresse",
    "chooseRole": "Choisir mentor ou élève, une fois",
    "getOpenApi": "Cette description",
    "receiveClerkDelivery": "Recevoir un webhook de Clerk",
    "exchangeClerkToken": "Échanger un jeton de session Clerk contre notre cookie",
    "getLiveness": "Le processus répond",
    "getReadiness": "La base répond et son schéma est à jour",
    "getWorkerHealth": "Les tâches en attente sont exécutées",
}

# The security schemes, as a page names them.
CREDENTIALS: dict[str, str] = {
    "clerk": say("jeton de session"),
    "session": say("cookie de session"),
    "apiKey": say("clé d'API"),
}

REFUSALS: dict[int, str] = {
    400: say("Le corps n'est pas du JSON, ou la requête est mal formée."),
    401: say("Aucune identification valable."),
    403: say("Cette personne n'en a pas le droit, ou le jeton du formulaire manque."),
    404: say("Introuvable, ou invisible pour cette personne."),
    405: say("Cette adresse n'accepte pas cette méthode."),
    409: say("La situation a changé : la demande n'est plus applicable."),
    413: say("Corps trop volumineux."),
    415: say("Le corps doit être du JSON."),
    422: say("Document non valable : chaque problème est nommé."),
    429: say("Trop de requêtes en une minute ; Retry-After dit quand revenir."),
    503: say("La base ne répond pas ; Retry-After dit quand revenir."),
}


def group_of(path: str) -> str:
    """The group that an address belongs to."""
    starts = {start: name for name, _, starts in GROUPS for start in starts}
    return starts[max(filter(path.startswith, starts), key=len)]
