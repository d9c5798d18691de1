using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GridFlow.Storage;

namespace GridFlow.Checkpoints;

/// <summary>Where a snapshot stands in its store: <c>group/topic/partition/offset.snapshot</c>, so that the order of names is the order of offsets.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Next offset to read.</param>
internal readonly record struct SnapshotName(string Group, string Topic, int Partition, long Offset)
{
    private const string Ending = ".snapshot";
    private const int OffsetDigits = 20;

    /// <summary>What the names of all snapshots of a partition begin with.</summary>
    public static string Prefix(string group, string topic, int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{NamePart.Escape(group)}/{NamePart.Escape(topic)}/{partition:D5}/");

    /// <summary>Takes a name apart; false when it is none of ours.</summary>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out SnapshotName name)
    {
        name = default;
        var parts = text.Split('/');
        if (parts.Length != 4
            || !parts[3].EndsWith(Ending, StringComparison.Ordinal)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(parts[3].AsSpan()[..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        name = new SnapshotName(NamePart.Unescape(parts[0]), NamePart.Unescape(parts[1]), partition, offset);
        // Only what would be written so again is ours: another spelling would be listed and then not found.
        return name.ToString() == text;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Prefix(Group, Topic, Partition) + Offset.ToString(CultureInfo.InvariantCulture).PadLeft(OffsetDigits, '0') + Ending;
}
