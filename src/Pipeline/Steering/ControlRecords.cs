using System.Text.Json;
using System.Text.Json.Serialization;

namespace GridFlow.Steering;

/// <summary>A threshold in the control topic; null when it was taken away. Never a tombstone: compaction would forget it, and revisions would go back.</summary>
internal sealed record ThresholdRecord(DateTimeOffset At, string User, string Reason, double? Sigma = null);

/// <summary>A pause, or the end of one, in the control topic.</summary>
internal sealed record PauseRecord(bool Paused, DateTimeOffset At, string User, string Reason);

/// <summary>From which offset on a partition is treated by a revision.</summary>
internal sealed record AppliedRecord(long Revision, long Offset);

/// <summary>A control call, with its number among those of its instance.</summary>
internal sealed record NumberedAuditRecord(long Number, AuditRecord Record);

/// <summary>How records of the control topic are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ThresholdRecord))]
[JsonSerializable(typeof(PauseRecord))]
[JsonSerializable(typeof(AppliedRecord))]
[JsonSerializable(typeof(NumberedAuditRecord))]
internal sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">It is none of that kind.</exception>
    public static T Read<T>(ReadOnlySpan<byte> value)
        where T : class =>
        (T?)JsonSerializer.Deserialize(value, typeof(T), Default) ?? throw new JsonException("it is empty");

    /// <summary>Writes a record.</summary>
    public static byte[] Write<T>(T record)
        where T : class =>
        JsonSerializer.SerializeToUtf8Bytes(record, typeof(T), Default);
}
