using System.Globalization;

namespace GridFlow.Control.CommandLine;

/// <summary>Which dead letters are meant.</summary>
/// <param name="Codes">Only these codes; any when empty.</param>
/// <param name="Source">Only records read from there; anywhere when null.</param>
/// <param name="Since">Only what became a dead letter then or later.</param>
/// <param name="Until">Only what became a dead letter before.</param>
public sealed record DeadLetterChoice(IReadOnlyList<string> Codes, SourcePlace? Source, TimeBound? Since, TimeBound? Until)
{
    /// <summary>Whether anything is left out.</summary>
    public bool IsAll => Codes.Count == 0 && Source is null && Since is null && Until is null;

    /// <summary>The choice in a form that is the same for the same choice.</summary>
    public string Canonical => string.Join(
        '|', string.Join(',', Codes.Distinct().Order(StringComparer.Ordinal)), Source?.Topic, Source?.Partition?.ToString(CultureInfo.InvariantCulture), Since?.Text, Until?.Text);
}

/// <summary>Where records were read from.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition; any when null.</param>
public sealed record SourcePlace(string Topic, int? Partition)
{
    /// <summary>Reads <c>topic</c> or <c>topic/partition</c>; null when it is neither.</summary>
    public static SourcePlace? Parse(string text) => text.Split('/') switch
    {
        [{ Length: > 0 } topic] => new SourcePlace(topic, null),
        [{ Length: > 0 } topic, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var partition) => new SourcePlace(topic, partition),
        _ => null,
    };
}

/// <summary>Where a dead letter stands in its own topic.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Offset.</param>
public sealed record RecordPlace(int Partition, long Offset)
{
    /// <summary>Reads <c>partition/offset</c>; null when it is none.</summary>
    public static RecordPlace? Parse(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
        && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new RecordPlace(partition, offset)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}/{Offset}");
}
