using System.Text.Json;
using System.Text.Json.Serialization;
using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>How labels look as JSON: the contract's spelling, <c>snake_case</c> names and <c>UPPER_CASE</c> words.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UpperSnakeWord<AnomalyKind>), typeof(UpperSnakeWord<Channel>), typeof(UpperSnakeWord<MeterStatus>)])]
[JsonSerializable(typeof(InjectedAnomaly))]
internal sealed partial class LabelJson : JsonSerializerContext
{
    internal sealed class UpperSnakeWord<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseUpper)
        where T : struct, Enum;
}
