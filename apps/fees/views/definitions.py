"""Operations 88, 89, 89a and 109: the catalogue, and the calculator."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.fees import filters, pricing, selectors, serializers
from apps.fees.pricing import Rule
from apps.fees.services import definitions
from apps.kernel.views import APIView


class FeeCalculatorView(APIView):
    tag = "Calculators"
    needs = {"POST": "calculator.fees"}
    accepts = {"POST": serializers.FeeCalculatorInput}
    raises = {"POST": (*pricing.RULE_REFUSALS, pricing.AmountTooLarge)}

    @extend_schema(operation_id="calculator_fees", responses=serializers.FeeCalculatorOutput)
    def post(self, request: Request) -> Response:
        """Compute what a fee comes to for each of some bases; nothing is stored."""
        rule = Rule.of(self.data["definition"])
        pricing.check(rule, where="/body/definition")
        prices = [
            (base, pricing.price(rule, base, where=f"/body/bases/{number}"))
            for number, base in enumerate(self.data["bases"])
        ]
        results = [
            {"base": base, "net": each.net, "gst": each.gst, "gross": each.gross, "trace": each.trace}
            for base, each in prices
        ]
        return self.answer(serializers.FeeCalculatorOutput, {"results": results})


class FeeDefinitionsView(APIView):
    tag = "Fees"
    needs = {"GET": "fee_definition.read", "POST": "fee_definition.create"}
    accepts = {"POST": serializers.FeeDefinitionCreateInput}
    lists = filters.FeeDefinitionFilter
    raises = {"POST": (*pricing.RULE_REFUSALS, definitions.CodeTaken)}

    @extend_schema(operation_id="fee_definition_list", responses=serializers.FeeDefinitionOutput(many=True))
    def get(self, request: Request) -> Response:
        """List the rules that fees are charged by."""
        found = selectors.definition_list(viewer=self.actor)
        return self.answer_page(serializers.FeeDefinitionOutput, found)

    @extend_schema(operation_id="fee_definition_create", responses={201: serializers.FeeDefinitionOutput})
    def post(self, request: Request) -> Response:
        """Add a rule: a fixed amount, a percentage, or marginal bands. Its figures never change."""
        definition = definitions.fee_definition_create(actor=self.actor, **self.data)
        return self.answer(
            serializers.FeeDefinitionOutput,
            definition,
            status=201,
            location=f"/api/v1/fee-definitions/{definition.id}/",
        )


class FeeDefinitionView(APIView):
    tag = "Fees"
    needs = {"PATCH": "fee_definition.update"}
    accepts = {"PATCH": serializers.FeeDefinitionUpdateInput}
    finds = {"PATCH": selectors.definition_get_for_update}
    raises = {"PATCH": (selectors.FeeDefinitionNotFound,)}

    @extend_schema(operation_id="fee_definition_update", responses=serializers.FeeDefinitionOutput)
    def patch(self, request: Request, fee_definition_id: UUID) -> Response:
        """Switch a rule on or off."""
        definition = definitions.fee_definition_update(
            fee_definition_id=fee_definition_id, actor=self.actor, **self.data
        )
        return self.answer(serializers.FeeDefinitionOutput, definition)
