using System.Globalization;

namespace GridFlow.Sinks.Archive;

/// <summary>What stands in the footer of an archive file.</summary>
/// <param name="Topic">Topic that its rows come from.</param>
/// <param name="Partition">Partition that its rows come from.</param>
/// <param name="FirstOffset">Offset of its first row.</param>
/// <param name="LastOffset">Offset of its last row.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="SchemaId">Registry id of the writer schema of its rows; the last one where there were several.</param>
/// <param name="Version">GridFlow's version that wrote it.</param>
/// <param name="RollFrom">First offset of the roll that it belongs to.</param>
/// <param name="RollTo">Offset behind the roll's last; the next roll begins with it.</param>
/// <param name="Rejected">Records of the roll that were no readings.</param>
/// <param name="RollFiles">Files of the roll: one for each day that its readings have.</param>
internal sealed record ArchiveFileInfo(
    string Topic,
    int Partition,
    long FirstOffset,
    long LastOffset,
    long Rows,
    long SchemaId,
    string Version,
    long RollFrom,
    long RollTo,
    long Rejected,
    int RollFiles)
{
    private const string Prefix = "gridflow.";

    /// <summary>As keys and values of the footer.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        [$"{Prefix}topic"] = Topic,
        [$"{Prefix}partition"] = Text(Partition),
        [$"{Prefix}first_offset"] = Text(FirstOffset),
        [$"{Prefix}last_offset"] = Text(LastOffset),
        [$"{Prefix}rows"] = Text(Rows),
        [$"{Prefix}schema_id"] = Text(SchemaId),
        [$"{Prefix}version"] = Version,
        [$"{Prefix}roll_from"] = Text(RollFrom),
        [$"{Prefix}roll_to"] = Text(RollTo),
        [$"{Prefix}rejected"] = Text(Rejected),
        [$"{Prefix}roll_files"] = Text(RollFiles),
    };

    /// <summary>Reads it from a footer.</summary>
    /// <exception cref="FormatException">A key is missing or is no number; the message says which.</exception>
    public static ArchiveFileInfo Parse(IReadOnlyDictionary<string, string> metadata) => new(
        Value(metadata, "topic"),
        (int)Number(metadata, "partition", int.MaxValue),
        Number(metadata, "first_offset"),
        Number(metadata, "last_offset"),
        Number(metadata, "rows"),
        Number(metadata, "schema_id"),
        Value(metadata, "version"),
        Number(metadata, "roll_from"),
        Number(metadata, "roll_to"),
        Number(metadata, "rejected"),
        (int)Number(metadata, "roll_files", int.MaxValue));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Value(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(Prefix + key, out var text) ? text : throw new FormatException($"its footer has no {Prefix}{key}");

    private static long Number(IReadOnlyDictionary<string, string> metadata, string key, long most = long.MaxValue)
    {
        var text = Value(metadata, key);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value <= most && value >= -1
            ? value
            : throw new FormatException($"its footer has {Prefix}{key} \"{text}\"");
    }
}
