using System.Text.Json.Serialization;

namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Something that is wrong with an archive.</summary>
/// <param name="Kind">What.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="From">First offset that it is about.</param>
/// <param name="To">Offset behind the last.</param>
/// <param name="File">Name of the file; null when it is about none.</param>
/// <param name="Text">One sentence for people.</param>
internal sealed record ArchiveFinding(FindingKind Kind, string Topic, int Partition, long From, long To, string? File, string Text);

/// <summary>What can be wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingKind>))]
internal enum FindingKind
{
    /// <summary>Offsets that no roll covers.</summary>
    [JsonStringEnumMemberName("gap")]
    Gap,

    /// <summary>Offsets that two rolls cover: readings may be there twice.</summary>
    [JsonStringEnumMemberName("overlap")]
    Overlap,

    /// <summary>A roll that lacks files.</summary>
    [JsonStringEnumMemberName("missing_files")]
    MissingFiles,

    /// <summary>A roll with more files than it had.</summary>
    [JsonStringEnumMemberName("extra_files")]
    ExtraFiles,

    /// <summary>A footer that contradicts its name, its rows, or another footer of its roll.</summary>
    [JsonStringEnumMemberName("contradiction")]
    Contradiction,

    /// <summary>A file that cannot be read.</summary>
    [JsonStringEnumMemberName("unreadable")]
    Unreadable,
}
