"""The catalogue of fee rules: added to, switched on and off."""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.applications.services.timeline import created
from apps.audit.services import event_record
from apps.fees import pricing, selectors
from apps.fees.models import FeeDefinition
from apps.fees.pricing import Method, ParametersOfMethod, Rule
from apps.kernel import integrity
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid
from apps.kernel.models import change

_TYPE = "fee_definition"


class CodeTaken(Invalid):
    """Another fee definition has this code."""

    code = "fees.code_taken"


@transaction.atomic
def fee_definition_create(*, actor: Actor, **values: Any) -> FeeDefinition:
    """Add a rule to the catalogue; its figures never change.

    Raises:
        Invalid: one of `pricing.RULE_REFUSALS`.
        CodeTaken: see its name.
    """
    rule = Rule.of(values)
    pricing.check(rule, where="/body")
    if (values.get("base") is None) is not (rule.method is Method.FIXED):
        raise ParametersOfMethod(pointer="/body/base")
    bands = None if rule.bands is None else [pricing.as_stored(band) for band in rule.bands]
    taken = CodeTaken(pointer="/body/code")
    if FeeDefinition.objects.filter(code=values["code"]).exists():
        raise taken
    with integrity.references(taken):  # by somebody else, since we looked
        definition = FeeDefinition.objects.create(**{**values, "bands": bands}, created_by=actor.user_id)
    event_record(
        actor_id=actor.user_id,
        action="fee_definition_create",
        object_type=_TYPE,
        object_id=definition.id,
        changes=created({**values, "bands": bands}),
    )
    return definition


@transaction.atomic
def fee_definition_update(*, fee_definition_id: UUID, actor: Actor, **values: Any) -> FeeDefinition:
    """Switch a rule on or off.

    Args:
        values: `is_active`, and nothing else.

    Raises:
        FeeDefinitionNotFound: see its name.
    """
    definition = selectors.definition_get_for_update(viewer=actor, fee_definition_id=fee_definition_id)
    if changes := change(definition, values):
        event_record(
            actor_id=actor.user_id,
            action="fee_definition_update",
            object_type=_TYPE,
            object_id=definition.id,
            changes=changes,
        )
    return definition
