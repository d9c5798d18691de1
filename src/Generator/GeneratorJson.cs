using System.Text.Json.Serialization;

namespace GridFlow.Generator;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GeneratorSummary))]
[JsonSerializable(typeof(DeliveryHealth))]
internal sealed partial class GeneratorJson : JsonSerializerContext;
