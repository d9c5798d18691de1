using GridFlow.Checkpoints;
using System.Text.Json.Serialization;

namespace GridFlow.Control.Checkpoints;

/// <summary>One snapshot as <c>gridflow checkpoint list</c> shows it.</summary>
/// <param name="Name">Its name in the store.</param>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Next offset to read.</param>
/// <param name="Meters">Meters in it; null when its header cannot be read.</param>
/// <param name="StateBytes">State in it; null when it has no end.</param>
/// <param name="StoredBytes">Its size in the store.</param>
/// <param name="TakenAt">When it was begun.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
/// <param name="Writer">Who wrote it.</param>
/// <param name="Version">GridFlow's version that wrote it.</param>
/// <param name="Problem">What is wrong with it as far as a look at its two ends shows; null when nothing is.</param>
internal sealed record CheckpointRow(
    string Name,
    string Group,
    string Topic,
    int Partition,
    long Offset,
    long? Meters,
    long? StateBytes,
    long StoredBytes,
    DateTimeOffset? TakenAt,
    double? AgeSeconds,
    string? Writer,
    string? Version,
    string? Problem);

/// <summary>What <c>gridflow checkpoint list --json</c> writes.</summary>
/// <param name="Store">Where.</param>
/// <param name="Checkpoints">Newest first.</param>
internal sealed record CheckpointList(string Store, IReadOnlyList<CheckpointRow> Checkpoints);

/// <summary>What <c>gridflow checkpoint inspect --json</c> writes.</summary>
/// <param name="Name">Its name in the store.</param>
/// <param name="Ok">Whether all of it is intact.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
/// <param name="FormatVersion">Version of its format; null when it cannot be read.</param>
/// <param name="Header">What it says of itself; null when that cannot be read.</param>
/// <param name="Frames">Frames that could be read.</param>
/// <param name="StateBytes">State in them.</param>
/// <param name="StoredBytes">Its size in the store.</param>
/// <param name="Ratio">State by size; null when there is no state.</param>
internal sealed record CheckpointInspection(
    string Name, bool Ok, string? Problem, int? FormatVersion, SnapshotHeader? Header, long Frames, long StateBytes, long StoredBytes, double? Ratio);

/// <summary>What became of the check of one snapshot.</summary>
/// <param name="Name">Its name in the store.</param>
/// <param name="Outcome">What it is.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
/// <param name="StoredBytes">Its size in the store.</param>
internal sealed record CheckpointCheck(string Name, CheckOutcome Outcome, string? Problem, long StoredBytes);

/// <summary>What <c>gridflow checkpoint verify --json</c> writes.</summary>
/// <param name="Store">Where.</param>
/// <param name="Checked">Snapshots that were read.</param>
/// <param name="Damaged">Of these, damaged ones.</param>
/// <param name="StoredBytes">Bytes read.</param>
/// <param name="Checkpoints">Each of them.</param>
internal sealed record CheckpointVerification(string Store, int Checked, int Damaged, long StoredBytes, IReadOnlyList<CheckpointCheck> Checkpoints);

/// <summary>What a check can find.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
internal enum CheckOutcome
{
    /// <summary>Every byte is as it was written.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It is torn, or has changed.</summary>
    [JsonStringEnumMemberName("damaged")]
    Damaged,

    /// <summary>A later GridFlow wrote it; this one cannot tell.</summary>
    [JsonStringEnumMemberName("too_new")]
    TooNew,

    /// <summary>Somebody removed it meanwhile.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,
}
