"""Operations 105-107."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel.idempotency import Idempotency
from apps.kernel.views import APIView
from apps.ledger import filters, posting, selectors, serializers, services


class LedgerEntriesView(APIView):
    tag = "Ledger"
    needs = {"GET": "ledger.read", "POST": "ledger.adjust"}
    accepts = {"POST": serializers.LedgerEntryCreateInput}
    lists = filters.JournalEntryFilter
    idempotent = {"POST": Idempotency.REQUIRED}
    raises = {"POST": (services.UnknownApplication, services.InFuture, *posting.ADJUSTMENT_REFUSALS)}

    @extend_schema(operation_id="ledger_entry_list", responses=serializers.JournalEntryOutput(many=True))
    def get(self, request: Request) -> Response:
        """List the journal; entries are never changed, only reversed by others.

        Entries that belong to no application are shown to admins only.
        """
        return self.answer_page(
            serializers.JournalEntryOutput,
            selectors.entry_list(viewer=self.actor),
            tally=selectors.entry_tally,
        )

    @extend_schema(operation_id="ledger_entry_create", responses={201: serializers.JournalEntryOutput})
    def post(self, request: Request) -> Response:
        """Post a balanced adjustment by hand; what borrowers owe cannot be adjusted.

        Each line has an amount on one side and 0.00 on the other.
        """
        entry = services.ledger_entry_create(actor=self.actor, **self.data)
        return self.answer(
            serializers.JournalEntryOutput, entry, status=201, location="/api/v1/ledger/entries/"
        )


class LedgerBalancesView(APIView):
    tag = "Ledger"
    needs = {"GET": "ledger.read"}
    asks = filters.BalanceQuery

    @extend_schema(operation_id="ledger_balance_retrieve", responses=serializers.TrialBalanceOutput)
    def get(self, request: Request) -> Response:
        """Retrieve the trial balance of one application, or of the whole book that you may see.

        An application that does not exist, or that you may not see, has balances of 0.00.
        """
        found = selectors.balance_get(
            viewer=self.actor,
            application_id=self.asked.value("application_id"),
            as_of=self.asked.value("as_of"),
        )
        return self.answer(serializers.TrialBalanceOutput, found)
