using System.Text.Json.Serialization;

namespace GridFlow.Generator;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GeneratorSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;
