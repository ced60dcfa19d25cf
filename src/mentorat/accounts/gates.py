"""Who may use a route: a gate is a type, and the parameter of a route is called as its gate.

A newcomer is anybody we know, a member has chosen a role, an operator has proved a moment ago who
they are. A machine holds an API key, and is never any of these. `GATES` is compared with every
route by a test.
"""

from functools import partial
from typing import TypeAlias

import msgspec
from litestar.di import NamedDependency

from mentorat.accounts.actions.look_again import ViewerState, check_state, look_again
from mentorat.errors import Forbidden, Unauthenticated, say
from mentorat.viewer import Administrator, Machine, OnboardedUser, SignedIn
from mentorat.web.problems import NextStep
from mentorat.web.provide import LAST_LOOK, SAFE_METHODS, Anybody, AnyRequest, Now

Newcomer: TypeAlias = NamedDependency[SignedIn]  # who may have chosen their role or not
Member: TypeAlias = NamedDependency[OnboardedUser]
Operator: TypeAlias = NamedDependency[Administrator]
KnownMachine: TypeAlias = NamedDependency[Machine]
GATES = {
    "visitor": Anybody,
    "signed_in": Newcomer,
    "member": Member,
    "operator": Operator,
    "machine": KnownMachine,
}
FOR_ANY_VIEWER = "for_any_viewer"  # a route that even a read-only viewer may use
WITH_ACCOUNT = "with_account"  # a route that tells its caller's account: it comes with who they are
CHANGES_ROLE = "changes_role"  # a route after which its caller may be something else


class OnboardingRequired(NextStep):
    code = "onboarding_required"
    sentence = say("Choisissez d'abord votre rôle sur la plateforme.")
    path = "/onboarding"


class SignInAgain(NextStep):
    code = "sign_in_again"
    sentence = say("L'administration exige une connexion récente. Reconnectez-vous.")
    path = "/sign-in?fresh=1"


class MachinesOnly(Forbidden):
    code = "machines_only"
    sentence = say("Cette adresse est réservée aux clés d'API.")


class OperatorsOnly(Forbidden):
    code = "operators_only"
    sentence = say("Cette page est réservée à l'administration.")


def wants_account(request: AnyRequest) -> bool:
    """Whether its route tells its caller's account."""
    return bool(request.route_handler.opt.get(WITH_ACCOUNT))


def provide_signed_in(request: AnyRequest, visitor: Anybody) -> SignedIn:
    """Somebody we know, onboarded or not, who is looked at again before anything they write is
    committed; raises Unauthenticated."""
    if visitor.user is None:
        raise Unauthenticated
    if request.method not in SAFE_METHODS:
        keeps_role = not request.route_handler.opt.get(CHANGES_ROLE)
        request.scope["state"][LAST_LOOK] = partial(
            look_again, viewer=visitor.user, keeps_role=keeps_role
        )
    return visitor.user


def look_now(request: AnyRequest, found: ViewerState, viewer: SignedIn) -> None:
    """The last look, by what an action read of its viewer under their lock, which it holds until
    the commit: nothing is asked again at the end. Raises RoleMoved, Unauthenticated."""
    check_state(found, viewer=viewer, keeps_role=True)
    request.scope["state"].pop(LAST_LOOK, None)


def provide_member(signed_in: Newcomer) -> OnboardedUser:
    """Somebody who has chosen what they are here; raises Unauthenticated or OnboardingRequired."""
    if signed_in.is_newcomer:
        raise OnboardingRequired
    return OnboardedUser(*msgspec.structs.astuple(signed_in))


def provide_operator(visitor: Anybody, signed_in: Newcomer, now: Now) -> Administrator:
    """An administrator who proved to Clerk within the hour who they are, by signing in or by a
    token; raises Unauthenticated, OperatorsOnly or SignInAgain."""
    if not visitor.is_administrator:
        raise OperatorsOnly
    if not visitor.is_operator(now):
        raise SignInAgain
    return Administrator(*msgspec.structs.astuple(signed_in))


def provide_machine(visitor: Anybody) -> Machine:
    """A machine whose key opens what it asks for; raises Unauthenticated, or MachinesOnly for a
    person."""
    if visitor.machine is not None:
        return visitor.machine
    raise Unauthenticated if visitor.user is None else MachinesOnly
