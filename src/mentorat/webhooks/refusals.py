"""Why something about a webhook is not done."""

from mentorat.errors import Conflict, say

ENDPOINTS_MAX = 20


class TooManyEndpoints(Conflict):
    code = "too_many_endpoints"
    sentence = say("Vingt webhooks existent déjà : supprimez-en un pour en ajouter un autre.")


class MessageGone(Conflict):
    code = "webhook_message_gone"
    sentence = say("Il n'y a plus rien à renvoyer : ces envois ont abouti ou ont été effacés.")
