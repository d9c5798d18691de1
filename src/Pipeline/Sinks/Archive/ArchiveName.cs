using System.Globalization;
using GridFlow.Storage;

namespace GridFlow.Sinks.Archive;

/// <summary>Where a file stands in its target: <c>readings/year=YYYY/month=MM/day=DD/&lt;topic&gt;-&lt;partition&gt;-&lt;first offset&gt;.parquet</c>.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Day">Day of all its readings, UTC.</param>
/// <param name="FirstOffset">Offset of its first row.</param>
internal readonly record struct ArchiveName(string Topic, int Partition, DateOnly Day, long FirstOffset)
{
    /// <summary>What the names of all files begin with.</summary>
    public const string Root = "readings/";

    private const string Ending = ".parquet";
    private const string DayFormat = "'year='yyyy'/month='MM'/day='dd";
    private const int PartitionDigits = 5;
    private const int OffsetDigits = 20;

    // Spark and Hive pass over files whose names begin with one of these.
    private const string NotFirst = "._";

    /// <summary>Takes a name apart; false when it is none of ours.</summary>
    public static bool TryParse(string text, out ArchiveName name)
    {
        name = default;
        var slash = text.LastIndexOf('/');
        if (slash < Root.Length
            || !text.StartsWith(Root, StringComparison.Ordinal)
            || !text.EndsWith(Ending, StringComparison.Ordinal)
            || !DateOnly.TryParseExact(text.AsSpan(Root.Length, slash - Root.Length), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return false;
        }

        // From its end: topics have hyphens, too.
        var parts = text[(slash + 1)..^Ending.Length].Split('-');
        if (parts.Length < 3
            || !int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        name = new ArchiveName(NamePart.Unescape(string.Join('-', parts[..^2])), partition, day, offset);
        // Only what would be written so again is ours: another spelling would be listed and then not found.
        return name.Topic.Length > 0 && name.ToString() == text;
    }

    /// <summary>What the names of all files of a day begin with.</summary>
    public static string Prefix(DateOnly day) => $"{Root}{day.ToString(DayFormat, CultureInfo.InvariantCulture)}/";

    /// <inheritdoc/>
    public override string ToString() => string.Concat(
        Prefix(Day),
        NamePart.Escape(Topic, NotFirst),
        "-",
        Digits(Partition, PartitionDigits),
        $"-{Digits(FirstOffset, OffsetDigits)}{Ending}");

    private static string Digits(long value, int digits) => value.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
}
