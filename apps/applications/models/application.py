"""The application itself, its terms among its columns, and the counter its reference comes from."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from apps.applications import valuing
from apps.applications.lifecycle import APPROVED, NODES, PAID_OUT, STAGES, Stage
from apps.applications.terms import TERMS, DayCount, Frequency, RepaymentType, Terms, months_after
from apps.kernel import clock
from apps.kernel.models import Entity
from apps.kernel.searching import search_index

APPLICATION_TYPES = (
    "acquisition",
    "refinance",
    "equity_release",
    "refinance_equity_release",
    "second_mortgage",
    "caveat",
    "construction",
    "other",
)
EXIT_STRATEGIES = ("sale", "refinance", "income", "other")
SOLVENCY_QUESTIONS = (
    "is_bankrupt",
    "has_part_ix_agreement",
    "was_director_of_insolvent_company",
    "has_court_judgments",
    "has_unpaid_tax",
    "has_legal_proceedings",
    "has_credit_defaults",
)
# In the order of the business: a set has another order in every process, and a migration for each.
_APPROVED = [stage.value for stage in Stage if stage in APPROVED]
_PAID_OUT = [stage.value for stage in Stage if stage in PAID_OUT]


def unanswered() -> dict[str, Any]:
    """Return the solvency questions as they start: nobody was asked, which is not the same as "no"."""
    return {**dict.fromkeys(SOLVENCY_QUESTIONS), "details": None}


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(str(value), str(value)) for value in values]


def _none_of(names: tuple[str, ...]) -> Q:
    return Q(**{f"{name}__isnull": True for name in names})


def _all_of(names: tuple[str, ...]) -> Q:
    return Q(**{f"{name}__isnull": False for name in names})


class ReferenceCounter(models.Model):
    """The last number given in a year; its row is the lock under which the next one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Application(Entity):
    """A loan that somebody asks for. Its branch is its broker's, so it is not stored."""

    reference = models.TextField(unique=True)
    stage = models.TextField(choices=_choices(Stage), default=Stage.INQUIRY.value)
    stage_since = models.DateTimeField(default=clock.now)
    resume_stage = models.TextField(null=True, choices=_choices(Stage))  # noqa: DJ001 - the wire says null
    application_type = models.TextField(choices=_choices(APPLICATION_TYPES), default="acquisition")
    application_type_other = models.TextField(null=True)  # noqa: DJ001
    purpose = models.TextField(null=True)  # noqa: DJ001
    exit_strategy = models.TextField(null=True, choices=_choices(EXIT_STRATEGIES))  # noqa: DJ001
    # The terms: all of them, or none; see `terms`.
    loan_amount = models.DecimalField(max_digits=11, decimal_places=2, null=True)
    annual_rate = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    term_months = models.PositiveSmallIntegerField(null=True)
    repayment_type = models.TextField(null=True, choices=_choices(RepaymentType))  # noqa: DJ001
    repayment_frequency = models.TextField(null=True, choices=_choices(Frequency))  # noqa: DJ001
    day_count = models.TextField(null=True, choices=_choices(DayCount))  # noqa: DJ001
    interest_only_periods = models.PositiveSmallIntegerField(null=True)
    prepaid_interest_periods = models.PositiveSmallIntegerField(null=True)
    instalment_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    terms_version = models.PositiveIntegerField(default=0)
    # True from the formal approval on, for ever: also when the application is opened again later.
    terms_locked = models.BooleanField(default=False)
    broker = models.ForeignKey(
        "brokers.Broker",
        on_delete=models.PROTECT,
        related_name="applications",
        db_index=False,  # applications_of_broker begins with it
    )
    bdm = models.ForeignKey("brokers.Bdm", on_delete=models.PROTECT, null=True, related_name="applications")
    solvency = models.JSONField(default=unanswered)
    valuer = models.JSONField(null=True)
    quantity_surveyor = models.JSONField(null=True)
    estimated_settlement_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="applications_stage"),
            models.CheckConstraint(
                condition=Q(
                    stage=Stage.MORE_INFO_REQUIRED, resume_stage__isnull=False, resume_stage__in=STAGES
                )
                | (~Q(stage=Stage.MORE_INFO_REQUIRED) & Q(resume_stage=None)),
                name="applications_resume_stage",
            ),
            models.CheckConstraint(
                condition=Q(application_type__in=APPLICATION_TYPES), name="applications_type"
            ),
            models.CheckConstraint(
                condition=Q(application_type="other") | Q(application_type_other=None),
                name="applications_type_other",
            ),
            models.CheckConstraint(
                condition=Q(exit_strategy=None) | Q(exit_strategy__in=EXIT_STRATEGIES),
                name="applications_exit_strategy",
            ),
            models.CheckConstraint(
                condition=(_none_of(TERMS) & Q(instalment_amount=None))
                | (
                    _all_of(TERMS)
                    & Q(terms_version__gte=1, loan_amount__gt=0, term_months__range=(1, 480))
                    & Q(annual_rate__gte=0, repayment_type__in=[kind.value for kind in RepaymentType])
                    & Q(repayment_frequency__in=[frequency.value for frequency in Frequency])
                    & Q(day_count__in=[count.value for count in DayCount])
                ),
                name="applications_terms_whole",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=_APPROVED) | Q(terms_locked=True),
                name="applications_terms_locked",
            ),
            # Paid out with a day and terms; closed with a day only when it was paid out before.
            models.CheckConstraint(
                condition=Q(settled_on=None) | Q(stage__in=_PAID_OUT, loan_amount__isnull=False),
                name="applications_settled_stage",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.SETTLED, Stage.DISCHARGED]) | Q(settled_on__isnull=False),
                name="applications_settled_on",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the list as everybody first sees it, newest first; also created_after and created_before
            models.Index(fields=["-created_at", "-id"], name="applications_newest"),
            # a broker's or a branch's own book, newest first: the scope of two of the four roles
            models.Index(fields=["broker", "-created_at", "-id"], name="applications_of_broker"),
            # stage, stage_in, archived, and within the stages is_stale
            models.Index(fields=["stage", "stage_since"], name="applications_in_stage"),
            # loan_amount_gte, loan_amount_lte and the ordering by amount
            models.Index(fields=["loan_amount"], name="applications_amount"),
            # the global search
            search_index("applications_search", "reference", "purpose"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def terms(self) -> Terms | None:
        """What the loan is to be; None until somebody has said."""
        if self.loan_amount is None:
            return None
        return Terms.of({name: getattr(self, name) for name in (*TERMS, "instalment_amount")})

    @property
    def resumes_at(self) -> Stage | None:
        """The stage to go back to when the missing information is there."""
        return Stage(self.resume_stage) if self.resume_stage else None

    @property
    def branch_id(self) -> UUID:
        """The broker's branch."""
        return self.broker.branch_id

    @property
    def is_stale(self) -> bool:
        """Whether it has stood in its stage for too long."""
        limit = NODES[Stage(self.stage)].stale_after_days
        return limit is not None and clock.now() - self.stage_since > timedelta(days=limit)

    @property
    def is_archived(self) -> bool:
        """Whether lists leave it out unless asked."""
        return self.stage == Stage.CLOSED

    @property
    def expires_on(self) -> date | None:
        """The day by which the loan is to be repaid."""
        if self.settled_on is None or self.term_months is None:
            return None
        return months_after(self.settled_on, self.term_months)

    @property
    def lvr(self) -> Decimal | None:
        """The loan against what secures it, as selectors fetch the properties."""
        valuations = [each.latest_valuation for each in self.security_properties.all()]
        return valuing.lvr(self.loan_amount, [each.amount if each else None for each in valuations])
