using System.Globalization;
using Google.Protobuf.Collections;
using GridFlow.Steering;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Audit;

/// <summary>A call that changes something, in short. Calls that only look have none.</summary>
/// <param name="Call">Its name.</param>
/// <param name="Target">What it is about, as the caller wrote it.</param>
/// <param name="Reason">Why.</param>
internal sealed record AuditedCall(string Call, string Target, string Reason)
{
    /// <summary>Most characters of a target.</summary>
    public const int MaxTargetLength = 300;

    private const string RevisionKey = "gridflow.revision";

    /// <summary>Names of all.</summary>
    public static IReadOnlyList<string> Calls { get; } = ["Pause", "Resume", "TriggerCheckpoint", "SetThreshold"];

    /// <summary>The call that a request is; null when it changes nothing.</summary>
    public static AuditedCall? Of(object request) => request switch
    {
        PauseRequest pause => new("Pause", Scopes(pause.Partitions, pause.FeederIds), pause.Reason),
        ResumeRequest resume => new("Resume", Scopes(resume.Partitions, resume.FeederIds), resume.Reason),
        TriggerCheckpointRequest checkpoint => new("TriggerCheckpoint", "all partitions of this instance", checkpoint.Reason),
        SetThresholdRequest set => new("SetThreshold", Change(set), set.Reason),
        _ => null,
    };

    /// <summary>Notes on the call itself which revision it made, if any: its answer names the one in force, which may be another's.</summary>
    public static void Note(ServerCallContext context, AppliedChange applied) => context.UserState[RevisionKey] = applied.Made ? applied.Revision : 0L;

    /// <summary>Revision that a call has noted; 0 when it made none.</summary>
    public static long RevisionOf(ServerCallContext context) => context.UserState.TryGetValue(RevisionKey, out var revision) && revision is long made ? made : 0;

    private static string Scopes(RepeatedField<int> partitions, RepeatedField<string> feeders)
    {
        var parts = new List<string>();
        if (partitions.Count > 0)
        {
            parts.Add($"partitions {string.Join(' ', partitions)}");
        }

        if (feeders.Count > 0)
        {
            parts.Add($"feeders {string.Join(' ', feeders)}");
        }

        return parts.Count > 0 ? string.Join(", ", parts) : "everything";
    }

    private static string Change(SetThresholdRequest request)
    {
        var threshold = request.Threshold ?? new Threshold();
        var scope = threshold.ScopeCase switch
        {
            Threshold.ScopeOneofCase.Global => "global",
            Threshold.ScopeOneofCase.Channel => $"channel {threshold.Channel.ToString().ToLowerInvariant()}",
            Threshold.ScopeOneofCase.MeterId => $"meter {threshold.MeterId}",
            _ => "no scope",
        };
        return request.Remove ? $"{scope} removed" : string.Create(CultureInfo.InvariantCulture, $"{scope} {threshold.Sigma:0.0###} sigma");
    }
}
