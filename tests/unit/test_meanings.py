"""What each kind of refusal means to a program: its status and its code."""

from rxapp.api.errors import problem_of
from rxapp.payments.failures import StripeUnavailable
from rxapp.shop.refusal import (
    AddressRefused,
    AlreadyRefunding,
    BeingPaid,
    ChangedMeanwhile,
    ChangeTakenBack,
    CodeRefused,
    DatabaseBusy,
    Finished,
    NoCookies,
    NothingToRefund,
    NothingToUndo,
    NotUnderstood,
    OutOfStock,
    PaymentServiceRefused,
    PaymentServiceUnavailable,
    Refusal,
    SessionEnded,
    TokenRefused,
    TooManyChanges,
    TooManyCodes,
    TooManyTokens,
    TotalsDisagree,
)
from tests.kinds import every_kind

# What each kind of refusal means to a program. A new kind needs its row.
MEANT: dict[type[Refusal], tuple[int, str]] = {
    Refusal: (422, "refused"),
    NotUnderstood: (422, "refused"),
    NoCookies: (422, "refused"),
    AddressRefused: (422, "refused"),
    CodeRefused: (422, "refused"),
    NothingToUndo: (422, "refused"),
    TooManyChanges: (429, "too_many_changes"),
    TooManyCodes: (429, "too_many_codes"),
    NothingToRefund: (422, "refused"),
    AlreadyRefunding: (422, "refused"),
    TokenRefused: (401, "token_refused"),
    TooManyTokens: (429, "too_many_tokens"),
    OutOfStock: (409, "out_of_stock"),
    BeingPaid: (409, "being_paid"),
    Finished: (409, "finished"),
    ChangedMeanwhile: (409, "changed_meanwhile"),
    SessionEnded: (409, "session_ended"),
    ChangeTakenBack: (422, "taken_back"),
    DatabaseBusy: (503, "busy"),
    PaymentServiceUnavailable: (503, "payment_service_unavailable"),
    PaymentServiceRefused: (503, "payment_service_refused"),
    TotalsDisagree: (503, "totals_disagree"),
}


def test_every_kind_has_its_meaning():
    assert set(every_kind(Refusal)) == set(MEANT)
    for kind, meant in MEANT.items():
        no = AddressRefused({"address-city": "No."}) if kind is AddressRefused else kind("shipping", "No.")
        problem = problem_of(no)
        assert (problem.status, problem.code, problem.message) == (*meant, "No.")


def test_a_failure_of_stripes_own_is_never_quoted():
    problem = problem_of(StripeUnavailable("sk_test_shown"))
    assert (problem.status, problem.code) == (503, "payment_service_unavailable")
    assert "sk_test" not in problem.message
