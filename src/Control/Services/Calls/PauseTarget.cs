using System.Text;
using GridFlow.Control.Services.Audit;
using GridFlow.Control.Services.Errors;
using GridFlow.Readings;
using GridFlow.Steering;

namespace GridFlow.Control.Services.Calls;

/// <summary>What a pause or resume is of, as asked for.</summary>
internal static class PauseTarget
{
    private const int MaxEntries = 1_000;

    /// <summary>The scopes of a request; everything when it names none.</summary>
    /// <param name="partitions">Partitions asked for.</param>
    /// <param name="feeders">Feeders asked for.</param>
    /// <param name="reason">Why.</param>
    /// <param name="partitionCount">Partitions of the topic; null when nobody can say, and then any number will do.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT that names each field.</exception>
    public static IReadOnlyList<PauseScope> Of(IReadOnlyList<int> partitions, IReadOnlyList<string> feeders, string reason, int? partitionCount)
    {
        var violations = new FieldViolations();
        violations.RequireEach(partitions, "partitions", MaxEntries, partition => Problem(partition, partitionCount));
        violations.RequireEach(feeders, "feeder_ids", MaxEntries, Problem);
        RequireReason(violations, reason);
        violations.ThrowIfAny();
        var scopes = partitions.Distinct().Order().Select(partition => new PauseScope(partition, null))
            .Concat(feeders.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(feeder => new PauseScope(null, feeder)))
            .ToList();
        return scopes.Count > 0 ? scopes : [PauseScope.All];
    }

    /// <summary>A reason is kept whole or not taken: an audit trail that cuts sentences is none.</summary>
    public static void RequireReason(FieldViolations violations, string reason) =>
        violations.Require(reason.Length <= Callers.MaxReasonLength, "reason", $"has {reason.Length} characters; at most {Callers.MaxReasonLength} are kept");

    private static string? Problem(int partition, int? count) => (partition, count) switch
    {
        ( < 0, _) => $"{partition} is no partition; they count from 0",
        (_, { } known) when partition >= known => $"partition {partition} does not exist; the topic has {known}, 0 to {known - 1}",
        _ => null,
    };

    private static string? Problem(string feeder) => Encoding.UTF8.GetByteCount(feeder) switch
    {
        0 => "must not be empty",
        > Reading.MaxFeederIdBytes and var length => $"has {length} bytes; a feeder id has at most {Reading.MaxFeederIdBytes}",
        _ => null,
    };
}
